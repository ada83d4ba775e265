/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <stdbool.h>
#include <stdint.h>

G_BEGIN_DECLS

typedef enum {
    RIG_OBJECT_NONE = 0,
    RIG_OBJECT_INIT,
    RIG_OBJECT_SEGMENT,
} RigObjectKind;

/* One file of a stream, as its camera made it. Immutable, reference counted. Thread-safety: safe.
 */
typedef struct {
    gatomicrefcount ref;
    RigObjectKind kind;
    bool sound;        /* of the camera's sound, a stream of its own */
    guint owner;       /* index of the camera that signed it */
    unsigned session;  /* the camera's sessions are counted from 1 */
    uint64_t sequence; /* SEGMENT: the signed number */
    uint64_t number;   /* SEGMENT: media sequence number, counts on through reboots */
    int64_t duration_us;
    int64_t made_us; /* g_get_monotonic_time() */
    GBytes *bytes;
} RigObject;

RigObject *
rig_object_new(RigObjectKind kind, bool sound, guint owner, unsigned session, GBytes *bytes);
RigObject *rig_object_ref(RigObject *self);
void rig_object_unref(RigObject *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigObject, rig_object_unref)

/* "init-1.mp4", "seg-1-42.m4s"; "audio-init-1.mp4" for sound; transfer full. */
char *rig_object_name(const RigObject *self);
/* What such a name says. */
typedef struct {
    RigObjectKind kind;
    bool sound;
    unsigned session;
    uint64_t sequence; /* zero for an init segment */
} RigObjectName;

/* Reads one. False when it is none. */
bool rig_object_parse_name(const char *name, RigObjectName *out);

/*
 * A live media playlist (RFC 8216, version 7) over @segments (of RigObject, one session). @first is
 * the media sequence number of the first; @waits: a request may wait for the next one. Transfer
 * full.
 */
char *rig_object_playlist(const RigObject *init,
                          RigObject *const *segments,
                          guint n_segments,
                          uint64_t first,
                          bool waits);

G_END_DECLS
