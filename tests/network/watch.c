/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/network/watch.h"

#include "client/cameras/camera-store.h"

#define SLACK_US (G_USEC_PER_SEC / 5)  /* between two looks, on a busy machine */
#define GONE_US  (10 * G_USEC_PER_SEC) /* after this without frames there is none on the screen */

static void
on_event(const ClientEvent *event, gpointer data)
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

/* Session thread. */
static void
drop_admission(G_GNUC_UNUSED gpointer data, ProvAdmission *admission)
{
    prov_admission_free(admission);
}

void
watch_start(Watch *self, ClientHome *home, const char *link, const ClientSink *sink)
{
    const ClientSink nobody = { drop_admission, NULL };

    *self = (Watch){ .state = ui_state_new(), .link = g_strdup(link) };
    self->started_us = client_boot_now();
    ui_state_select(self->state, self->started_us);
    self->session =
        client_session_start(home, link, 1, sink != NULL ? *sink : nobody, on_event, self);
    g_assert_nonnull(self->session);
}

void
watch_stop(Watch *self)
{
    client_session_stop(self->session);
    ui_state_free(self->state);
    g_free(self->link);
    *self = (Watch){ 0 };
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

const char *
watch_find_link(ClientHome *home, const char *room)
{
    size_t n;
    const ClientCamera *const *list = client_home_get_cameras(home, &n);

    for (size_t i = 0; i < n; i++) {
        if (g_str_equal(list[i]->room, room))
            return list[i]->link;
    }
    g_assert_not_reached();
}

static bool
set_address(CameraRecord *record, gpointer address, G_GNUC_UNUSED GError **error)
{
    g_free(record->address);
    record->address = g_strdup(address);
    return true;
}

void
watch_redirect(WatchAddress address_of, gpointer user_data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GPtrArray) records = camera_store_load(NULL, &error);

    g_assert_no_error(error);
    for (guint i = 0; i < records->len; i++) {
        const CameraRecord *record = g_ptr_array_index(records, i);
        g_autofree char *address = address_of(record->room, user_data);

        camera_store_change(NULL, record->id, set_address, address, &error);
        g_assert_no_error(error);
    }
}
