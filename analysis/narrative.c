/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events stand in order of time; ends of episodes and changes of the rung, which have times of their own, are told between them. What an event
 * caused is told with an indent, and names its cause. */
#include "narrative.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/calendar.h"

#define MOST_INDENT 3

/* The end of an event's episode. */
typedef struct ending {
    double time;
    size_t event;
} ending;

typedef struct narrative {
    FILE *stream;
    const brink_scenario *scenario;
    const bri_record *record;
    ending *endings;
    size_t ending_count, next_ending, next_change;
    int32_t rung; /* as told so far */
} narrative;

/* "2017-07-04 09:12". */
static void put_instant(const narrative *to, double days) {
    char date[BRI_DATE_SIZE];
    bri_date_format(to->scenario->start + days, true, date);
    fprintf(to->stream, "%.10s %.5s", date, strlen(date) > 16 ? date + 11 : "");
}

static void put_day(const narrative *to, double days) {
    char date[BRI_DATE_SIZE];
    bri_date_format(to->scenario->start + days, false, date);
    fputs(date, to->stream);
}

static const char *rung_name(const narrative *to, int32_t rung) {
    return rung >= 0 && (uint32_t)rung < to->scenario->rung_count ? to->scenario->rungs[rung].name : "none";
}

/* ---- episodes ---- */

static int compare_endings(const void *a, const void *b) {
    const ending *x = a, *y = b;
    if (x->time != y->time)
        return x->time < y->time ? -1 : 1;
    return (x->event > y->event) - (x->event < y->event);
}

/* Ends that the replication saw. */
static void collect_endings(narrative *to) {
    const bri_record *record = to->record;
    to->endings = malloc((record->event_count + 1) * sizeof *to->endings);
    for (size_t i = 0; to->endings != NULL && i < record->event_count; i++)
        if (record->events[i].end_time <= record->end_time)
            to->endings[to->ending_count++] = (ending){.time = record->events[i].end_time, .event = i};
    if (to->endings != NULL)
        qsort(to->endings, to->ending_count, sizeof *to->endings, compare_endings);
}

static void tell_ending(const narrative *to, const ending *end) {
    const bri_event *event = &to->record->events[end->event];
    put_instant(to, end->time);
    fprintf(to->stream, "  %s %s of ", to->scenario->actors[event->source].name, to->scenario->actions[event->action].name);
    put_day(to, event->time);
    fputs(" ends\n", to->stream);
}

/* ---- the ladder ---- */

static void tell_change(narrative *to, const bri_rung_change *change) {
    put_instant(to, change->time);
    if (change->time == 0 && to->next_change == 0)
        fprintf(to->stream, "  begins at rung %s\n", rung_name(to, change->rung));
    else
        fprintf(to->stream, "  ladder: %s -> %s\n", rung_name(to, to->rung), rung_name(to, change->rung));
    to->rung = change->rung;
}

/* All that came before a time, in order, and what came at it until the ladder stood at a rung. */
static void tell_until(narrative *to, double time, int32_t rung) {
    const bri_record *record = to->record;
    for (;;) {
        double ends = to->next_ending < to->ending_count ? to->endings[to->next_ending].time : INFINITY;
        double changes = to->next_change < record->change_count ? record->changes[to->next_change].time : INFINITY;
        bool is_change_due = changes < time || (changes == time && changes < INFINITY && to->rung != rung);
        if (ends < time && ends <= changes)
            tell_ending(to, &to->endings[to->next_ending++]);
        else if (is_change_due) {
            tell_change(to, &record->changes[to->next_change]);
            to->next_change++;
        } else
            return;
    }
}

/* ---- events ---- */

static int depth_of(const bri_record *record, size_t event) {
    int depth = 0;
    for (int32_t cause = record->events[event].cause; cause >= 0 && depth < MOST_INDENT; cause = record->events[cause].cause)
        depth++;
    return depth;
}

static void put_value(FILE *stream, bri_type type, double value) {
    if (isnan(value))
        fputs("none", stream);
    else if (type.is_boolean)
        fputs(value != 0 ? "yes" : "no", stream);
    else
        fprintf(stream, "%.4g%s", value, type.time_power == 1 ? " d" : type.time_power == -1 ? "/d" : "");
}

static void put_marks(const narrative *to, size_t event) {
    const bri_action *action = &to->scenario->actions[to->record->events[event].action];
    for (uint32_t m = 0; m < action->mark_count; m++) {
        uint32_t mark = action->marks[m].mark;
        fprintf(to->stream, "%s%s ", m == 0 ? "  " : ", ", to->scenario->marks[mark].name);
        put_value(to->stream, to->scenario->marks[mark].type, to->record->marks[event * to->scenario->mark_count + mark]);
    }
}

static void put_cause(const narrative *to, const bri_event *event) {
    const bri_decision *decision = &to->scenario->decisions[event->decision];
    fprintf(to->stream, "   <- %s", decision->name);
    if (event->cause < 0)
        return;
    const bri_event *cause = &to->record->events[event->cause];
    fprintf(to->stream, ", because of %s %s of ", to->scenario->actors[cause->source].name, to->scenario->actions[cause->action].name);
    put_day(to, cause->time);
}

static void put_parties(const narrative *to, const bri_event *event) {
    const bri_action *action = &to->scenario->actions[event->action];
    fprintf(to->stream, "%s %s", to->scenario->actors[event->source].name, action->name);
    if (event->target != BRI_NONE)
        fprintf(to->stream, " to %s", to->scenario->actors[event->target].name);
    for (uint32_t i = 0; i < action->partner_count; i++)
        fprintf(to->stream, "%s %s", i == 0 ? " with" : ",", to->scenario->actors[action->partners[i]].name);
}

static void tell_event(narrative *to, size_t index) {
    const bri_event *event = &to->record->events[index];
    tell_until(to, event->time, event->rung_before);
    fprintf(to->stream, "%*s", 3 * depth_of(to->record, index), "");
    put_instant(to, event->time);
    fputs("  ", to->stream);
    put_parties(to, event);
    put_marks(to, index);
    if (!isnan(event->end_time)) {
        fputs(", until ", to->stream);
        put_day(to, event->end_time);
    }
    put_cause(to, event);
    fputc('\n', to->stream);
    tell_until(to, event->time, event->rung_after);
}

static void tell_end(narrative *to) {
    const bri_record *record = to->record;
    static const char *const reasons[] = {
        [BRI_STOP_HORIZON] = "the scenario's end", [BRI_STOP_ABSORBED] = "a rung that ends it", [BRI_STOP_FAILED] = "it failed"};
    put_instant(to, record->end_time);
    fprintf(to->stream, "  end: %s", reasons[record->stop]);
    if (record->message[0] != '\0')
        fprintf(to->stream, ": %s", record->message);
    fprintf(to->stream, "; %" PRIu64 " event%s", record->event_count, record->event_count == 1 ? "" : "s");
    if (record->max_rung >= 0)
        fprintf(to->stream, ", highest rung %s", rung_name(to, record->max_rung));
    fputc('\n', to->stream);
}

static void tell_outcomes(const narrative *to) {
    for (uint32_t i = 0; i < to->scenario->outcome_count; i++) {
        const bri_outcome *outcome = &to->scenario->outcomes[i];
        bri_type type = outcome->is_boolean ? BRI_BOOLEAN : bri_expr_type(outcome->value);
        fprintf(to->stream, "%s%s ", i == 0 ? "outcomes: " : ", ", outcome->name);
        put_value(to->stream, type, to->record->outcome[i]);
    }
    if (to->scenario->outcome_count > 0)
        fputc('\n', to->stream);
}

void bri_narrative_write(FILE *stream, const brink_scenario *scenario, const bri_record *record) {
    narrative to = {.stream = stream, .scenario = scenario, .record = record, .rung = -1};
    collect_endings(&to);
    for (size_t i = 0; i < record->event_count; i++)
        tell_event(&to, i);
    tell_until(&to, INFINITY, -1);
    tell_end(&to);
    tell_outcomes(&to);
    free(to.endings);
}
