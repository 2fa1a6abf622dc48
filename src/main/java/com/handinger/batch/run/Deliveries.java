package com.handinger.batch.run;

import com.handinger.batch.dispatch.Dispatcher;
import com.handinger.batch.jobfile.JobFile;
import com.handinger.batch.ledger.Ledger;
import com.handinger.batch.ledger.LedgerRuns;
import com.handinger.batch.ledger.RunRecord;
import com.handinger.batch.ledger.TakenWebhooks;
import com.handinger.batch.pacing.Turnstile;
import com.handinger.batch.progress.Console;
import com.handinger.batch.sandbox.Sandbox;
import com.handinger.batch.webhook.Listener;
import java.io.IOException;
import java.net.URI;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What the server tells one start of ended tasks. The listener is there before the server is asked to tell it, and what
 * stood there before is put back when this is closed, or by the next start.
 */
final class Deliveries implements AutoCloseable {

    private final Place place;
    private final @Nullable Listener listener;
    private volatile @Nullable Dispatcher dispatcher;

    /**
     * Where a start takes place.
     *
     * @param agreed whether a foreign webhook may give way
     * @param rate of all requests of the start
     */
    record Place(
            RunRequest request,
            OpenStore store,
            StoreLocation location,
            Console console,
            Map<String, String> environment,
            boolean agreed,
            Turnstile rate) {

        private Server server() throws RunException {
            return Server.open(request.job(), location.folder().resolve("store.sandbox"), environment);
        }

        private WebhookDesk desk(Server server, WebhookDesk.Patience patience) {
            return new WebhookDesk(
                    new WebhookDesk.Way(server.api().webhooks(), rate), request.job(), store.jdbc(), console, patience);
        }

        private boolean taken() {
            return !new TakenWebhooks(store.jdbc())
                    .of(request.job().api().identity())
                    .isEmpty();
        }
    }

    private boolean gaveWay;

    private Deliveries(Place place) {
        this.place = place;
        listener = null;
    }

    private Deliveries(Place place, JobFile.Webhook webhook) throws RunException {
        this.place = place;
        listener = listen(webhook.listen());
    }

    /**
     * Puts back what an earlier start left, and has the server tell this one when its job wants that.
     *
     * @throws RunException exit 2 when nobody can listen there, exit 8 when a foreign webhook would have to give way; with
     *     another one the server does not do it. Nothing was sent
     */
    static Deliveries open(Place place, RunRecord run) throws RunException {
        JobFile job = place.request.job();
        JobFile.Webhook webhook = job.webhook();
        String unused = job.webhookUnused();
        if (unused != null) {
            place.console.say(unused);
        }
        boolean wanted = job.completion() == JobFile.Completion.WEBHOOK && rowsAreLeft(place, run);
        if (!wanted && !place.taken()) {
            return new Deliveries(place);
        }
        Deliveries deliveries = wanted ? new Deliveries(place, Objects.requireNonNull(webhook)) : new Deliveries(place);
        try {
            deliveries.begin(run);
            return deliveries;
        } catch (RunException | RuntimeException e) {
            deliveries.close();
            throw e;
        }
    }

    private static boolean rowsAreLeft(Place place, RunRecord run) {
        Ledger ledger = new Ledger(place.store.jdbc(), place.store.transactions());
        return run.state() != RunRecord.State.FINISHED
                && ledger.counts(run, place.request.rows().pool()).open() > 0;
    }

    private Listener listen(JobFile.Webhook.Listen told) throws RunException {
        if (place.request.job().api().sandbox()) {
            Sandbox.tuneServers();
        }
        try {
            return Listener.open(told.host(), told.port(), this::told);
        } catch (IOException e) {
            throw new RunException(
                    ExitCode.USAGE,
                    place.request.job().file() + ": webhook.listen: nobody can listen on " + told + ": "
                            + e.getMessage() + ". Nothing was sent. Choose another port, or end what listens there",
                    e);
        }
    }

    private void told(String taskId) {
        Dispatcher now = dispatcher;
        if (now != null) {
            now.told(taskId);
        }
    }

    private void begin(RunRecord run) throws RunException {
        RunRequest request = place.request;
        try (Server server = place.server()) {
            WebhookDesk desk = place.desk(
                    server, listener == null ? WebhookDesk.Patience.LEAVING : WebhookDesk.Patience.BEGINNING);
            desk.putBack();
            if (listener != null) {
                String worker = new Workers(request.job(), place.store.jdbc())
                        .id(new LedgerRuns(place.store.jdbc()).settings(run.settingsNo()));
                WebhookDesk.Wish wish = new WebhookDesk.Wish(
                        Objects.requireNonNull(worker), url(listener), place.agreed, request.command());
                WebhookDesk.Ours ours = desk.take(wish);
                gaveWay = ours.foreign();
                listener.trust(ours.token());
            }
        }
    }

    /** Where this is to be told. */
    private String url(Listener open) {
        JobFile.Webhook told = Objects.requireNonNull(place.request.job().webhook());
        URI url = told.publicUrl();
        return url == null ? "http://" + told.listen().host() + ":" + open.port() + "/" : url.toString();
    }

    /** Whether a foreign webhook gave way, as was agreed: what continues has to say so again. */
    boolean gaveWay() {
        return gaveWay;
    }

    /** From now on hints go there. What came before is found by the reads that a start begins with. */
    void connect(Dispatcher target) {
        dispatcher = target;
    }

    /** Puts back what stood there, and ends the listener. */
    @Override
    public void close() {
        if (listener == null) {
            return;
        }
        try (listener) {
            tellOf(listener);
            leave();
        }
    }

    private void leave() {
        if (!place.taken()) {
            return;
        }
        try (Server server = place.server()) {
            place.desk(server, WebhookDesk.Patience.LEAVING).putBack();
        } catch (RunException e) {
            place.console.warn("The webhook was not put back: " + e.getMessage() + ". The next start tries again.");
        }
    }

    private void tellOf(Listener ended) {
        Listener.Count count = ended.count();
        Dispatcher worked = dispatcher;
        if (worked != null && worked.lastAnswer() != null && count.taken() == 0) {
            place.console.warn("No delivery came to " + url(ended)
                    + ": ends of tasks were found by reads. Does it lead to" + " webhook.listen?");
        }
        if (count.refused() > 0) {
            place.console.warn(count.refused()
                    + " requests to webhook.listen did not carry the worker's token, and counted" + " for nothing.");
        }
    }
}
