package com.handinger.batch.sandbox;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import tools.jackson.databind.node.JsonNodeFactory;

/** Lists, makes and cancels schedules. */
final class ScheduleDoor {

    private static final int OK = 200;
    private static final long MOST_SECONDS = 31_536_000;
    private static final int SECOND = 1000;

    private final Rules rules;
    private final Book book;
    private final Keys keys;
    private final Timeline time;
    private final Alarms alarms;

    ScheduleDoor(Rules rules, Book book, Keys keys, Timeline time, Alarms alarms) {
        this.rules = rules;
        this.book = book;
        this.keys = keys;
        this.time = time;
        this.alarms = alarms;
    }

    void open(Map<Operation, Door> doors) {
        doors.put(Operation.LIST_SCHEDULES, this::list);
        doors.put(Operation.CREATE_SCHEDULE, this::create);
        doors.put(Operation.CANCEL_SCHEDULE, this::cancel);
    }

    private void list(Visit visit) {
        String worker = usable(visit);
        List<Schedule> schedules = book.agenda().schedules().stream()
                .filter(schedule -> schedule.worker().equals(worker))
                .toList();
        visit.call()
                .answer(
                        OK,
                        AgendaViews.schedules(worker, String.valueOf(rules.now().zone()), schedules));
    }

    private void create(Visit visit) {
        String worker = usable(visit);
        Members members = Members.read(visit.body(), rules.code(Setting.CONSTRAINT_CODE));
        Schedule schedule = read(members, worker, visit.user());
        book.record(JournalLine.of(schedule));
        alarms.set(schedule);
        visit.call().answer(rules.code(Setting.SUCCESS_CODE), AgendaViews.schedule(schedule));
    }

    private void cancel(Visit visit) {
        String worker = usable(visit);
        String id = visit.ids().get(1);
        Schedule schedule = book.agenda().schedule(id);
        if (schedule == null || !schedule.worker().equals(worker)) {
            throw new Refusal(404, "Worker " + worker + " has no schedule " + id + ".");
        }
        book.record(JournalLine.cancelled(id));
        visit.call().answer(OK, JsonNodeFactory.instance.objectNode().put("cancelled", true));
    }

    private String usable(Visit visit) {
        Template worker = book.existing(visit.id());
        keys.checkUse(visit.user(), worker);
        return worker.id();
    }

    private Schedule read(Members members, String worker, String user) {
        String input = members.required("input");
        Budget budget = members.budget();
        Members when = members.object("when");
        long now = time.millis();
        Schedule.Type type =
                Schedule.Type.valueOf(when.choice("type", List.of("scheduled", "delayed", "cron", "interval"), "")
                        .toUpperCase(Locale.ROOT));
        String cron = type == Schedule.Type.CRON ? when.required("cron") : null;
        Long seconds = Set.of(Schedule.Type.DELAYED, Schedule.Type.INTERVAL).contains(type)
                ? Long.valueOf(when.integer(
                        type == Schedule.Type.DELAYED ? "delayInSeconds" : "intervalSeconds", 1, MOST_SECONDS))
                : null;
        long next = switch (type) {
            case SCHEDULED -> date(when);
            case CRON -> firstRun(when, now);
            default -> now + SECOND * (seconds == null ? 0 : seconds);
        };
        String id = book.dice("schedule").ulid("sch_", now);
        return new Schedule(id, worker, type, seconds, cron, input, budget, next, user);
    }

    private long firstRun(Members when, long now) {
        try {
            Instant first = Cron.parse(when.required("cron"))
                    .after(Instant.ofEpochMilli(now), rules.now().zone());
            if (first != null) {
                return first.toEpochMilli();
            }
        } catch (IllegalArgumentException e) {
            throw when.violated("when.cron: " + e.getMessage() + ".");
        }
        throw when.violated("when.cron: no date ever fits it.");
    }

    private long date(Members when) {
        String text = when.required("date");
        ZoneId zone = rules.now().zone();
        try {
            if (text.indexOf('T') < 0) {
                return LocalDate.parse(text).atStartOfDay(zone).toInstant().toEpochMilli();
            }
            boolean offset = text.matches(".*T.*(Z|[+-]\\d\\d(:?\\d\\d)?)");
            return offset
                    ? OffsetDateTime.parse(text).toInstant().toEpochMilli()
                    : LocalDateTime.parse(text).atZone(zone).toInstant().toEpochMilli();
        } catch (DateTimeException e) {
            throw when.violated("when.date has to be a moment such as 2026-07-14T08:30:00Z, not \"" + text + "\".");
        }
    }
}
