package com.handinger.batch.metrics;

import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.prometheus.metrics.exporter.pushgateway.Format;
import io.prometheus.metrics.exporter.pushgateway.PushGateway;
import io.prometheus.metrics.exporter.pushgateway.Scheme;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the figures of a job into a group of its own at a Pushgateway, in place of those before. */
final class Pushes implements Outlet {

    private static final Pattern REFUSED = Pattern.compile("^Response code from .* was (\\d{3})", Pattern.DOTALL);

    private final Gateway gateway;
    private final PushGateway client;

    Pushes(Gateway gateway, String job, PrometheusMeterRegistry figures) {
        this.gateway = gateway;
        PushGateway.Builder builder = PushGateway.builder()
                .format(Format.PROMETHEUS_TEXT)
                .scheme(Scheme.fromString(gateway.url().getScheme()))
                .address(gateway.address())
                .job("handinger-batch")
                .groupingKey(Meters.JOB_LABEL, job)
                .connectionFactory(Connections::open)
                .connectionTimeout(Connections.PATIENCE)
                .readTimeout(Connections.PATIENCE)
                .registry(figures.getPrometheusRegistry());
        String user = gateway.user();
        client = (user == null ? builder : builder.basicAuth(user, gateway.password())).build();
    }

    @Override
    public String place() {
        return gateway.place();
    }

    @Override
    public void send() throws IOException {
        try {
            client.push();
        } catch (IOException e) {
            IOException why = e.getCause() instanceof IOException cause ? cause : e;
            // It quotes the answer, in which anything may stand.
            Matcher refused = REFUSED.matcher(String.valueOf(why.getMessage()));
            throw refused.find() ? new Refused(Integer.parseInt(refused.group(1))) : why;
        }
    }
}
