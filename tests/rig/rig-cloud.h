/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/rig/rig-device.h"
#include "tests/rig/rig-fault.h"

G_BEGIN_DECLS

/*
 * The cloud between cameras and viewers, without its network: what goes out at each camera's
 * address, and an exact account of it. An address is the index of the camera that it belongs to.
 * Thread-safety: unsafe.
 */
typedef struct RigCloud RigCloud;

/* What is about to go out. */
typedef struct {
    GBytes *bytes;
    RigObject *object;   /* whose it really is; NULL: a playlist */
    const char *altered; /* "changed", "unsigned"; NULL: as its camera made it. Static */
    double drip;         /* seconds that the body takes; 0: at once */
} RigServing;

void rig_serving_clear(RigServing *self);
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(RigServing, rig_serving_clear)

/* What went out at one address, since the start. */
typedef struct {
    uint64_t playlist;
    uint64_t init;
    uint64_t segment;
    uint64_t foreign_init; /* of those: another camera's */
    uint64_t foreign_segment;
    uint64_t changed;    /* of those: one bit flipped */
    uint64_t n_unsigned; /* of those: signed header taken away */
    uint64_t sound;      /* segments of sound, counted apart */
    uint64_t foreign_sound;
} RigCounts;

/* One object that went out. */
typedef struct {
    uint64_t n; /* counts from 1 */
    guint address;
    char *name; /* that was asked for */
    RigObject *object;
    const char *altered;
} RigServed;

/* Called when the fault at an address changes. */
typedef void (*RigCloudFunc)(RigCloud *cloud, guint address, gpointer user_data);

RigCloud *rig_cloud_new(guint window, guint32 seed);
void rig_cloud_free(RigCloud *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigCloud, rig_cloud_free)

/* Takes ownership; the camera's index must be the number of cameras added before. */
void rig_cloud_add(RigCloud *self, RigCamera *camera);
/* What takes part in linking for the camera at @address; takes ownership. */
void rig_cloud_set_device(RigCloud *self, guint address, RigDevice *device);
/* Borrowed; NULL when there is none. */
RigDevice *rig_cloud_get_device(const RigCloud *self, guint address);
guint rig_cloud_get_n_cameras(const RigCloud *self);
RigCamera *rig_cloud_get_camera(const RigCloud *self, guint address);
/* By slug; -1 when there is none. */
int rig_cloud_find_camera(const RigCloud *self, const char *slug);
void rig_cloud_set_handler(RigCloud *self, RigCloudFunc handler, gpointer user_data);

/* Errors: G_IO_ERROR_INVALID_ARGUMENT, G_IO_ERROR_NOT_FOUND; one sentence. */
bool rig_cloud_set_fault(RigCloud *self, guint address, const char *text, GError **error);
RigFaultKind rig_cloud_get_fault(const RigCloud *self, guint address);
/* As it was asked for; borrowed. */
const char *rig_cloud_get_fault_text(const RigCloud *self, guint address);

/* False when there is nothing to be had (yet, or any more). */
bool rig_cloud_get_playlist(RigCloud *self, guint address, RigServing *serving);
bool rig_cloud_get_sound_playlist(RigCloud *self, guint address, RigServing *serving);
/* Whether the playlist at @address lists segment @number, or a later one. */
bool rig_cloud_lists(const RigCloud *self, guint address, uint64_t number);
bool rig_cloud_get_object(RigCloud *self, guint address, const char *name, RigServing *serving);
/* To be called when @serving went out completely, under @name. */
void rig_cloud_count(RigCloud *self, guint address, const char *name, const RigServing *serving);
const RigCounts *rig_cloud_get_counts(const RigCloud *self, guint address);
/* The last objects that went out, of RigServed, oldest first; borrowed. */
GQueue *rig_cloud_get_served(RigCloud *self);

/* What goes out at @address, whosever it is, goes out to who has @token (NULL: none). */
bool rig_cloud_permits(const RigCloud *self, guint address, const char *token);
/* As rig_linking_post(), answered by whoever answers at @address. */
guint rig_cloud_post(RigCloud *self, guint address, const RigLinkingPost *post, GBytes **answer);

/* The HTTP status for a nonce posted at @address by the host @source: 204, 400 or 429. */
guint rig_cloud_challenge(RigCloud *self, guint address, const char *source, GBytes *nonce);

G_END_DECLS
