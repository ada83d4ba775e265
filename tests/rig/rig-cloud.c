/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-cloud-private.h"
#include "tests/rig/rig-vsi.h"

#include <string.h>

#define MAX_SERVED  1000
#define MAX_SOURCES 1024
/* One nonce per source and second; a hub that posts once a second is a little early now and then.
 */
#define CHALLENGE_US (8 * G_USEC_PER_SEC / 10)

void
rig_serving_clear(RigServing *self)
{
    g_clear_pointer(&self->bytes, g_bytes_unref);
    g_clear_pointer(&self->object, rig_object_unref);
}

static void
served_free(RigServed *self)
{
    rig_object_unref(self->object);
    g_free(self->name);
    g_free(self);
}

RigCloud *
rig_cloud_new(guint window, guint32 seed)
{
    RigCloud *self = g_new0(RigCloud, 1);

    self->addresses = g_ptr_array_new_with_free_func((GDestroyNotify)rig_address_free);
    self->window = window;
    self->random = g_rand_new_with_seed(seed);
    g_queue_init(&self->served);
    self->sources = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return self;
}

void
rig_cloud_free(RigCloud *self)
{
    if (self == NULL)
        return;
    g_ptr_array_unref(self->addresses);
    g_queue_clear_full(&self->served, (GDestroyNotify)served_free);
    g_hash_table_unref(self->sources);
    g_rand_free(self->random);
    g_free(self);
}

RigAddress *
rig_cloud_get_address(const RigCloud *self, guint address)
{
    return g_ptr_array_index(self->addresses, address);
}

void
rig_cloud_add(RigCloud *self, RigCamera *camera)
{
    g_ptr_array_add(self->addresses, rig_address_new(camera));
}

void
rig_cloud_set_device(RigCloud *self, guint address, RigDevice *device)
{
    RigAddress *const a = rig_cloud_get_address(self, address);

    rig_device_free(a->device);
    a->device = device;
}

RigDevice *
rig_cloud_get_device(const RigCloud *self, guint address)
{
    return rig_cloud_get_address(self, address)->device;
}

guint
rig_cloud_get_n_cameras(const RigCloud *self)
{
    return self->addresses->len;
}

RigCamera *
rig_cloud_get_camera(const RigCloud *self, guint address)
{
    return rig_cloud_get_address(self, address)->camera;
}

int
rig_cloud_find_camera(const RigCloud *self, const char *slug)
{
    for (guint i = 0; i < self->addresses->len; i++)
        if (strcmp(rig_camera_get_spec(rig_cloud_get_address(self, i)->camera)->slug, slug) == 0)
            return (int)i;
    return -1;
}

void
rig_cloud_set_handler(RigCloud *self, RigCloudFunc handler, gpointer user_data)
{
    self->handler = handler;
    self->user_data = user_data;
}

/* Whose complete stream stands at this address. */
static RigCamera *
routed_camera(const RigCloud *self, guint address)
{
    const RigAddress *const a = rig_cloud_get_address(self, address);

    return a->fault == RIG_FAULT_STRANGER || a->fault == RIG_FAULT_IMPOSTOR
                   || a->fault == RIG_FAULT_OWN_MIXED
               ? rig_cloud_get_camera(self, a->other)
               : a->camera;
}

/* How many of @segments the playlist of an address has come to. */
static guint
listed_end(const RigAddress *a, const GPtrArray *segments)
{
    const RigObject *const any = g_ptr_array_index(segments, 0);

    if (a->fault == RIG_FAULT_OLD_SESSION)
        return rig_address_old_end(a);
    if (a->fault == RIG_FAULT_DRIFT)
        return segments->len - MIN(segments->len - 1, rig_address_behind(a, any->duration_us));
    return segments->len;
}

/* Whose sound stands there. */
static RigCamera *
routed_sound(const RigCloud *self, guint address)
{
    const RigAddress *const a = rig_cloud_get_address(self, address);

    return rig_camera_get_sound(a->fault == RIG_FAULT_FOREIGN_SOUND
                                    ? rig_cloud_get_camera(self, a->other)
                                    : routed_camera(self, address));
}

bool
rig_cloud_get_sound_playlist(RigCloud *self, guint address, RigServing *serving)
{
    return rig_address_sound_playlist(rig_cloud_get_address(self, address),
                                      routed_sound(self, address), self->window, serving);
}

/* What the playlist of one address lists. */
typedef struct {
    const RigObject *init;
    RigObject *const *segments;
    guint n;
} Listed;

/* False: nothing yet. */
static bool
find_listed(const RigCloud *self, guint address, Listed *out)
{
    const RigAddress *const a = rig_cloud_get_address(self, address);
    RigCamera *const camera = routed_camera(self, address);
    const bool held = a->fault == RIG_FAULT_FREEZE || a->fault == RIG_FAULT_OLD_SESSION;
    GPtrArray *const segments = held ? a->segments : rig_camera_get_segments(camera);
    guint end;

    out->init = held ? a->init : rig_camera_get_init(camera);
    if (out->init == NULL || segments->len == 0)
        return false;
    end = listed_end(a, segments);
    out->n = MIN(end, self->window);
    out->segments = (RigObject *const *)segments->pdata + end - out->n;
    return true;
}

bool
rig_cloud_get_playlist(RigCloud *self, guint address, RigServing *serving)
{
    Listed listed;
    char *text;

    if (!find_listed(self, address, &listed))
        return false;
    text = rig_object_playlist(listed.init, listed.segments, listed.n, listed.segments[0]->number,
                               true);
    *serving = (RigServing){ .bytes = g_bytes_new_take(text, strlen(text)) };
    return true;
}

bool
rig_cloud_lists(const RigCloud *self, guint address, uint64_t number)
{
    Listed listed;

    return find_listed(self, address, &listed) && listed.segments[listed.n - 1]->number >= number;
}

static RigObject *
newest_segment(const RigCamera *camera)
{
    GPtrArray *const segments = rig_camera_get_segments(camera);

    return segments != NULL && segments->len > 0 ? g_ptr_array_index(segments, segments->len - 1)
                                                 : NULL;
}

/* The newest object of that kind of any camera but this one; NULL when the dice say no. */
static RigObject *
mixed_in(RigCloud *self, guint address, RigObjectKind kind)
{
    const guint n = self->addresses->len;
    RigCamera *camera;

    if (n < 2 || g_rand_double(self->random) >= rig_cloud_get_address(self, address)->number)
        return NULL;
    camera = rig_cloud_get_camera(
        self, (address + 1 + (guint)g_rand_int_range(self->random, 0, (gint32)n - 1)) % n);
    return kind == RIG_OBJECT_INIT ? rig_camera_get_init(camera) : newest_segment(camera);
}

/* What really goes out when @asked is asked for. */
static RigObject *
substitute(RigCloud *self, guint address, RigObject *asked)
{
    RigAddress *const a = rig_cloud_get_address(self, address);
    RigObject *other = NULL;

    if (a->fault == RIG_FAULT_MIXED) {
        other = mixed_in(self, address, asked->kind);
    } else if (a->fault == RIG_FAULT_REPLAY) {
        other = rig_address_replayed(a, asked);
    } else if (a->fault == RIG_FAULT_STRANGER_ONE && asked->kind == RIG_OBJECT_SEGMENT) {
        other = newest_segment(rig_cloud_get_camera(self, a->other));
        if (other != NULL)
            rig_address_drop_fault(a);
    }
    return other != NULL ? other : asked;
}

bool
rig_cloud_get_object(RigCloud *self, guint address, const char *name, RigServing *serving)
{
    RigAddress *const a = rig_cloud_get_address(self, address);
    RigObjectName asked;
    RigObject *object;

    if (!rig_object_parse_name(name, &asked))
        return false;
    if (asked.sound)
        return rig_address_sound_object(a, routed_sound(self, address), &asked, serving);
    object = rig_address_find_held(a, asked.kind, asked.session, asked.sequence);
    if (object == NULL)
        object = rig_camera_find(routed_camera(self, address), asked.kind, asked.session,
                                 asked.sequence);
    if (object == NULL)
        return false;
    object = substitute(self, address, object);
    *serving = (RigServing){ .object = rig_object_ref(object) };
    if (asked.kind == RIG_OBJECT_SEGMENT
        && (a->fault == RIG_FAULT_CHANGED || a->fault == RIG_FAULT_CHANGED_ONE)) {
        serving->bytes = rig_fault_change(object->bytes);
        serving->altered = "changed";
        if (a->fault == RIG_FAULT_CHANGED_ONE)
            rig_address_drop_fault(a);
    } else if (asked.kind == RIG_OBJECT_SEGMENT && a->fault == RIG_FAULT_UNSIGNED) {
        serving->bytes = rig_vsi_strip(object->bytes);
        serving->altered = "unsigned";
    } else {
        serving->bytes = g_bytes_ref(object->bytes);
    }
    serving->drip = a->fault == RIG_FAULT_SLOW ? a->number : 0;
    return true;
}

static void
log_served(RigCloud *self, guint address, const char *name, const RigServing *serving)
{
    RigServed *served = g_new0(RigServed, 1);

    served->n = ++self->n_served;
    served->address = address;
    served->name = g_strdup(name);
    served->object = rig_object_ref(serving->object);
    served->altered = serving->altered;
    g_queue_push_tail(&self->served, served);
    if (g_queue_get_length(&self->served) > MAX_SERVED)
        served_free(g_queue_pop_head(&self->served));
}

void
rig_cloud_count(RigCloud *self, guint address, const char *name, const RigServing *serving)
{
    RigCounts *const counts = &rig_cloud_get_address(self, address)->counts;
    const RigObject *const object = serving->object;

    if (object == NULL) {
        counts->playlist++;
        return;
    }
    if (object->sound) {
        counts->sound += object->kind == RIG_OBJECT_SEGMENT ? 1 : 0;
        counts->foreign_sound +=
            object->kind == RIG_OBJECT_SEGMENT && object->owner != address ? 1 : 0;
        log_served(self, address, name, serving);
        return;
    }
    if (object->kind == RIG_OBJECT_INIT) {
        counts->init++;
        counts->foreign_init += object->owner != address ? 1 : 0;
    } else {
        counts->segment++;
        counts->foreign_segment += object->owner != address ? 1 : 0;
    }
    if (serving->altered != NULL && strcmp(serving->altered, "changed") == 0)
        counts->changed++;
    else if (serving->altered != NULL)
        counts->n_unsigned++;
    log_served(self, address, name, serving);
}

const RigCounts *
rig_cloud_get_counts(const RigCloud *self, guint address)
{
    return &rig_cloud_get_address(self, address)->counts;
}

GQueue *
rig_cloud_get_served(RigCloud *self)
{
    return &self->served;
}

bool
rig_cloud_permits(const RigCloud *self, guint address, const char *token)
{
    const RigDevice *const device = rig_cloud_get_address(self, address)->device;

    return device == NULL || rig_device_permits(device, token);
}

guint
rig_cloud_post(RigCloud *self, guint address, const RigLinkingPost *post, GBytes **answer)
{
    RigAddress *const a = rig_cloud_get_address(self, address);
    RigDevice *const answering = a->impostor != NULL ? a->impostor : a->device;

    return answering != NULL ? rig_device_post(answering, post, answer) : 404;
}

guint
rig_cloud_challenge(RigCloud *self, guint address, const char *source, GBytes *nonce)
{
    g_autofree char *key = g_strdup_printf("%u %s", address, source);
    const int64_t now = g_get_monotonic_time();
    const int64_t *last = g_hash_table_lookup(self->sources, key);
    RigCamera *const routed = routed_camera(self, address);

    if (g_bytes_get_size(nonce) != RIG_NONCE_LEN)
        return 400;
    if (last != NULL && now - *last < CHALLENGE_US)
        return 429;
    if (g_hash_table_size(self->sources) >= MAX_SOURCES)
        g_hash_table_remove_all(self->sources);
    g_hash_table_replace(self->sources, g_steal_pointer(&key), g_memdup2(&now, sizeof now));
    if (rig_cloud_get_address(self, address)->fault == RIG_FAULT_DEAF)
        return 204;
    rig_camera_challenge(rig_cloud_get_camera(self, address), nonce);
    /* The worst a relay can do: whose stream it serves in this place answers the hub's nonce as
     * well, so that nothing but the signer gives it away. */
    if (routed != rig_cloud_get_camera(self, address))
        rig_camera_challenge(routed, nonce);
    return 204;
}
