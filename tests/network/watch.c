/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/network/watch.h"

#define SLACK_US (G_USEC_PER_SEC / 5)  /* between two looks, on a busy machine */
#define GONE_US  (10 * G_USEC_PER_SEC) /* after this without frames there is none on the screen */

void
watch_begin(Watch *self, int64_t now)
{
    *self = (Watch){ .state = ui_state_new(), .started_us = now };
    ui_state_select(self->state, now);
}

void
watch_end(Watch *self)
{
    ui_state_free(self->state);
    g_free(self->link);
    *self = (Watch){ 0 };
}

void
watch_hear(const ClientEvent *event, gpointer data)
{
    Watch *self = data;

    ui_state_event(self->state, event);
    self->n_dropped += event->kind == CLIENT_EVENT_DROPPED;
    if (event->kind == CLIENT_EVENT_DOUBTED) {
        self->n_doubted++;
        self->trouble_us = 0; /* something came, so it is over */
    }
    if (event->kind == CLIENT_EVENT_ADMITTED) {
        self->n_admitted++;
        self->admitted_us = event->boot_us;
        self->until_us = MAX(self->until_us, event->boot_us) + event->unit_us;
        self->has_capture = event->verdict.has_capture;
        self->capture_us = event->verdict.capture_us;
    } else if (event->kind == CLIENT_EVENT_NO_PICTURE || event->kind == CLIENT_EVENT_HUB_PROBLEM) {
        self->n_trouble++;
        self->trouble_us = event->boot_us;
        self->trouble = event->trouble;
    } else if (event->kind == CLIENT_EVENT_REFUSED || event->kind == CLIENT_EVENT_LINK_AGAIN) {
        self->n_refused++;
        self->reason = event->verdict.reason;
    }
}

/*
 * The same rules once more, from the other end: a picture only while there are frames or shortly
 * after, and no silence about a trouble that nothing has ended.
 */
static bool
is_untrue(const Watch *self, int64_t now)
{
    const int64_t last_us = MAX(self->until_us, self->started_us);
    const UiKind kind = self->view.kind;

    if (watch_shows(self) && self->n_admitted == 0)
        return true;
    if (now - last_us > G_USEC_PER_SEC + SLACK_US
        && (kind == UI_KIND_LIVE || kind == UI_KIND_LATE || kind == UI_KIND_TIME_UNPROVEN))
        return true;
    if (now - last_us <= GONE_US + SLACK_US)
        return false;
    return watch_shows(self)
           || (self->trouble_us > last_us && now - self->trouble_us > SLACK_US
               && kind != UI_KIND_NO_PICTURE && (watch_alarms() & 1u << kind) == 0);
}

void
watch_look(Watch *self, int64_t now)
{
    if (self->n_admitted > 0 && now <= self->until_us)
        ui_state_offer(self->state, now, self->has_capture, self->capture_us);
    ui_state_look(self->state, now, &self->view);
    self->seen |= 1u << self->view.kind;
    self->n_untrue += is_untrue(self, now);
}

bool
watch_shows(const Watch *self)
{
    return self->view.picture != UI_PICTURE_BLANK;
}

char *
watch_kinds(unsigned seen)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (unsigned kind = 0; kind <= UI_KIND_HUB_PROBLEM; kind++) {
        if ((seen & 1u << kind) != 0)
            g_string_append_printf(text, "%s%s", text->len > 0 ? ", " : "",
                                   ui_kind_name((UiKind)kind));
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

unsigned
watch_alarms(void)
{
    return 1u << UI_KIND_REFUSED | 1u << UI_KIND_LINK_AGAIN | 1u << UI_KIND_HUB_PROBLEM;
}
