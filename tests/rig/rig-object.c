/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/rig/rig-object.h"

#include <string.h>

#define SOUND_PREFIX "audio-"

RigObject *
rig_object_new(RigObjectKind kind, bool sound, guint owner, unsigned session, GBytes *bytes)
{
    RigObject *self = g_new0(RigObject, 1);

    g_atomic_ref_count_init(&self->ref);
    self->kind = kind;
    self->sound = sound;
    self->owner = owner;
    self->session = session;
    self->made_us = g_get_monotonic_time();
    self->bytes = g_bytes_ref(bytes);
    return self;
}

RigObject *
rig_object_ref(RigObject *self)
{
    g_atomic_ref_count_inc(&self->ref);
    return self;
}

void
rig_object_unref(RigObject *self)
{
    if (self == NULL || !g_atomic_ref_count_dec(&self->ref))
        return;
    g_bytes_unref(self->bytes);
    g_free(self);
}

char *
rig_object_name(const RigObject *self)
{
    const char *prefix = self->sound ? SOUND_PREFIX : "";

    if (self->kind == RIG_OBJECT_INIT)
        return g_strdup_printf("%sinit-%u.mp4", prefix, self->session);
    return g_strdup_printf("%sseg-%u-%" G_GUINT64_FORMAT ".m4s", prefix, self->session,
                           self->sequence);
}

/* Decimal digits up to @end, which must follow; moves *text behind it. */
static bool
take_number(const char **text, const char *end, uint64_t *value)
{
    char *rest = NULL;

    if (!g_ascii_isdigit(**text))
        return false;
    *value = g_ascii_strtoull(*text, &rest, 10);
    if (!g_str_has_prefix(rest, end))
        return false;
    *text = rest + strlen(end);
    return true;
}

bool
rig_object_parse_name(const char *name, RigObjectName *out)
{
    RigObjectName self = { .sound = g_str_has_prefix(name, SOUND_PREFIX) };
    uint64_t number = 0;

    if (self.sound)
        name += strlen(SOUND_PREFIX);
    if (g_str_has_prefix(name, "init-")) {
        name += strlen("init-");
        self.kind = RIG_OBJECT_INIT;
        if (!take_number(&name, ".mp4", &number))
            return false;
    } else if (g_str_has_prefix(name, "seg-")) {
        name += strlen("seg-");
        self.kind = RIG_OBJECT_SEGMENT;
        if (!take_number(&name, "-", &number) || !take_number(&name, ".m4s", &self.sequence))
            return false;
    } else {
        return false;
    }
    self.session = (unsigned)number;
    *out = self;
    return *name == '\0' && number <= G_MAXUINT;
}

char *
rig_object_playlist(const RigObject *init,
                    RigObject *const *segments,
                    guint n_segments,
                    uint64_t first,
                    bool waits)
{
    g_autoptr(GString) text = g_string_new("#EXTM3U\n#EXT-X-VERSION:7\n");
    g_autofree char *init_name = rig_object_name(init);
    int64_t longest = 1;

    for (guint i = 0; i < n_segments; i++)
        longest = MAX(longest, segments[i]->duration_us);
    g_string_append_printf(text,
                           "#EXT-X-TARGETDURATION:%d\n#EXT-X-MEDIA-SEQUENCE:%" G_GUINT64_FORMAT
                           "\n%s#EXT-X-INDEPENDENT-SEGMENTS\n#EXT-X-MAP:URI=\"%s\"\n",
                           (int)((longest + G_USEC_PER_SEC - 1) / G_USEC_PER_SEC), first,
                           waits ? "#EXT-X-SERVER-CONTROL:CAN-BLOCK-RELOAD=YES\n" : "", init_name);
    for (guint i = 0; i < n_segments; i++) {
        g_autofree char *name = rig_object_name(segments[i]);

        g_string_append_printf(text, "#EXTINF:%d.%06d,\n%s\n",
                               (int)(segments[i]->duration_us / G_USEC_PER_SEC),
                               (int)(segments[i]->duration_us % G_USEC_PER_SEC), name);
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}
