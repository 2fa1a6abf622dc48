package com.handinger.batch.budget;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The credits of one run: what is spent, what is reserved for tasks that may be at the server, and whether one more may
 * be sent. A reservation is what all but the dearest tasks of its {@link Tariff} cost, and moves with what is learned.
 *
 * <p>It holds one number for each tariff and one entry for each task under way, so that no question needs a look at the
 * rows. Threads may share it.
 */
public final class Purse {

    /** While fewer tasks of a tariff have settled, and no reservation was told, no more than so many of it run. */
    public static final int COLD = 5;

    private static final long DEAREST = 1_000_000_000_000L;

    /**
     * How the money stands, in credits.
     *
     * @param limit null means no limit
     * @param spent of tasks that ended, and the reservations of those whose cost is unknown
     * @param reserved for tasks that are under way or in doubt
     * @param underWay how many these are
     * @param dearest what the dearest task cost so far
     * @param each the largest reservation of one task, by now
     */
    public record Standing(@Nullable Long limit, long spent, long reserved, int underWay, long dearest, long each) {

        /** How far the tasks under way may take it above the limit if each became as dear as the dearest so far. */
        public long overshoot() {
            return limit == null ? 0 : Math.max(0, spent + Math.max(reserved, underWay * dearest) - limit);
        }
    }

    private static final class Account {
        private final String worker;
        private final Prices prices = new Prices();
        private long reservedEarlier;
        private boolean unpriced;
        private int open;
        private int aside;

        Account(String worker) {
            this.worker = worker;
        }

        /** Tasks that will tell a price when they end. */
        int telling() {
            return open - aside;
        }
    }

    private final @Nullable Long limit;
    private final long floor;
    private final Map<Tariff, Account> accounts = new HashMap<>();
    private final Map<Long, Account> underWay = new HashMap<>();
    private final Set<Long> aside = new HashSet<>();
    private long spent;

    /**
     * Opens it.
     *
     * @param limit credits of the whole run; null means no limit
     * @param floor the smallest reservation; 0 when none was told
     * @param spent by earlier starts of the run
     */
    public Purse(@Nullable Long limit, long floor, long spent) {
        this.limit = limit;
        this.floor = floor;
        this.spent = spent;
    }

    private Account account(Tariff tariff) {
        return accounts.computeIfAbsent(tariff, unknown -> new Account(tariff.worker()));
    }

    /** A task settled in an earlier start, or in another run on the same server. */
    public synchronized void learn(Tariff tariff, long credits) {
        account(tariff).prices.add(sane(credits));
    }

    /** What one more task of this tariff reserves; at least 1 where there is a limit. */
    public synchronized long reservation(Tariff tariff) {
        return reservation(account(tariff));
    }

    private long reservation(Account account) {
        long learned = account.prices.known() == 0 ? guess(account) : account.prices.upper();
        return Math.max(limit == null ? 0 : 1, Math.max(floor, learned));
    }

    /** What an earlier start reserved, or what the worker's tasks of other tiers cost: better than nothing. */
    private long guess(Account unknown) {
        long dearest = unknown.reservedEarlier;
        for (Account account : accounts.values()) {
            if (account.worker.equals(unknown.worker)) {
                dearest = Math.max(dearest, account.prices.upper());
            }
        }
        return dearest;
    }

    /** Whether its next task would go out without any idea of its price. */
    private boolean blind(Account account) {
        return limit != null && floor == 0 && account.prices.known() == 0 && account.reservedEarlier <= 1;
    }

    private boolean blindUnderWay() {
        return accounts.values().stream().anyMatch(account -> account.telling() > 0 && blind(account));
    }

    /** Whether one more task of this tariff may be sent now. */
    public synchronized boolean allows(Tariff tariff) {
        if (limit == null) {
            return true;
        }
        Account account = account(tariff);
        boolean alone = !blind(account) || (!account.unpriced && !blindUnderWay());
        return alone && account.telling() < mostCold(account) && spent + reserved() + reservation(account) <= limit;
    }

    /** Whether one more task of this tariff could be paid, though it may have to wait until prices are known. */
    public synchronized boolean affords(Tariff tariff) {
        return limit == null || spent + reserved() + reservation(tariff) <= limit;
    }

    /** Whether the limit is reached for this tariff whatever the tasks under way turn out to cost. */
    public synchronized boolean exhausted(Tariff tariff) {
        return limit != null && (spent + reservation(tariff) > limit || unpriced(tariff));
    }

    /** Whether tasks of this tariff were bought and nobody knows at what price, so that no further one can be bounded. */
    public synchronized boolean unpriced(Tariff tariff) {
        Account account = account(tariff);
        return account.unpriced && blind(account);
    }

    /** Whether there is such a tariff. */
    public synchronized boolean unpriced() {
        return accounts.values().stream().anyMatch(account -> account.unpriced && blind(account));
    }

    /** A task of this tariff was bought in an earlier start, and nobody knows what it cost. */
    public synchronized void boughtUnseen(Tariff tariff) {
        account(tariff).unpriced = true;
    }

    /** With nothing known the first task goes alone: what it costs is the best guess at what the next ones do. */
    private int mostCold(Account account) {
        if (floor > 0 || account.prices.known() >= COLD) {
            return Integer.MAX_VALUE;
        }
        return blind(account) ? 1 : COLD;
    }

    /** How many more tasks may be sent now, if they are of the dearest tariff so far; at most {@code most}. */
    public synchronized int room(int most) {
        if (limit == null) {
            return most;
        }
        long each = Math.max(1, floor);
        int cold = floor > 0 ? most : accounts.isEmpty() ? 1 : 0;
        for (Account account : accounts.values()) {
            each = Math.max(each, reservation(account));
            cold = Math.max(cold, Math.min(most, mostCold(account) - account.telling()));
        }
        return (int) Math.max(0, Math.min(cold, (limit - spent - reserved()) / each));
    }

    private long reserved() {
        long sum = 0;
        for (Account account : accounts.values()) {
            sum += account.open * reservation(account);
        }
        return sum;
    }

    /** A task of this row is sent, or known to run. Again for the same row changes nothing. */
    public synchronized void reserve(long row, Tariff tariff) {
        hold(row, tariff, 0);
    }

    /**
     * A task of this row may be at the server since an earlier start.
     *
     * @param reserved what was reserved for it then; above 1 it counts while nothing better is known
     */
    public synchronized void hold(long row, Tariff tariff, long reserved) {
        Account account = account(tariff);
        account.reservedEarlier = Math.max(account.reservedEarlier, reserved);
        if (underWay.putIfAbsent(row, account) == null) {
            account.open++;
        }
        takeBack(row);
    }

    /**
     * The task of this row was not found, and it waits until others have proved something: what it may cost stays reserved,
     * and no other row waits for the price that it may tell. Reserving for it ends that.
     */
    public synchronized void setAside(long row) {
        Account account = underWay.get(row);
        if (account != null && aside.add(row)) {
            account.aside++;
        }
    }

    private void takeBack(long row) {
        Account account = underWay.get(row);
        if (account != null && aside.remove(row)) {
            account.aside--;
        }
    }

    /** Nothing of this row is at the server: it reserves nothing any more. */
    public synchronized void release(long row) {
        takeBack(row);
        Account account = underWay.remove(row);
        if (account != null) {
            account.open--;
        }
    }

    /** The task of this row has ended: what it cost takes the place of its reservation. */
    public synchronized void settle(long row, Tariff tariff, long credits) {
        release(row);
        account(tariff).prices.add(sane(credits));
        spent += sane(credits);
    }

    /**
     * The row has ended and nobody knows what it cost: its reservation counts as spent.
     *
     * @param known credits that it is known to have cost at least
     * @param bought whether the server had taken it for certain
     * @return what counts beyond these
     */
    public synchronized long writeOff(long row, Tariff tariff, long known, boolean bought) {
        release(row);
        account(tariff).unpriced |= bought && known == 0;
        long withheld = Math.max(0, reservation(tariff) - known);
        spent += sane(known) + withheld;
        return withheld;
    }

    /** A price that is absurd must not wrap around. */
    private static long sane(long credits) {
        return Math.max(0, Math.min(credits, DEAREST));
    }

    /** How the money stands. */
    public synchronized Standing standing() {
        long dearest = 0;
        long each = floor;
        for (Account account : accounts.values()) {
            dearest = Math.max(dearest, account.prices.dearest());
            each = Math.max(each, reservation(account));
        }
        return new Standing(limit, spent, reserved(), underWay.size(), dearest, each);
    }
}
