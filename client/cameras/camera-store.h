/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/cameras/camera-record.h"

G_BEGIN_DECLS

/*
 * The link store: <dir>/links/<id>.link with a second copy in <id>.link.1, the cameras' order in
 * links/order, and the key with the highest generation of each id in <state>/mac.key (a CBOR map
 * {"schema": 1, "key": bytes, "generations": {id: uint}}), never beside the links. While a record
 * is written, the copy holds what stood before; afterwards it is the same again, so that a damaged
 * record never brings an older name or key back. Any thread; the store's lock keeps programs apart.
 */

/* $XDG_DATA_HOME/ownview and $XDG_STATE_HOME/ownview; ownview-demo in a demo build. Transfer full.
 */
char *camera_store_default_dir(void);
char *camera_store_state_dir(void);

/* One linked camera as the store has it. Owned by its holder. */
typedef struct {
    char *id;             /* of its file's name: for a stray file it is no id */
    char *room;           /* NULL: it can't be read from anything that can be believed */
    CameraRecord *record; /* NULL: @problem says why; such a camera can't be judged */
    char *problem;        /* NULL: none. One sentence */
    bool restored;        /* @record is the second copy, the first is damaged as @problem says */
} CameraListing;

void camera_listing_free(CameraListing *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CameraListing, camera_listing_free)

/*
 * All cameras of @dir (NULL: the default), in the owner's order, the others behind them by room, as
 * a GPtrArray of CameraListing. A record that can't be believed (MAC, shape, a later schema, an
 * older generation than was written, wrong owner or mode, a link) is that camera's problem and
 * nobody else's. A directory that does not exist is an empty store. Errors: G_IO_ERROR, one
 * sentence, when nothing can be believed: the directories or the key.
 */
GPtrArray *camera_store_list(const char *dir, GError **error);

/* The same as a GPtrArray of CameraRecord, for who wants all or nothing: any problem is an error.
 */
GPtrArray *camera_store_load(const char *dir, GError **error);

/*
 * Writes @record as a new generation, making the store and its key when they are missing.
 * @record->generation says which generation was changed, zero for a new link; when another program
 * wrote one meanwhile, nothing is written. It is the new one afterwards. A record that can't be
 * believed is not written over. Errors: G_IO_ERROR, one sentence; what stood before stands then.
 */
bool camera_store_save(const char *dir, CameraRecord *record, GError **error);

/* Edits @record, which is neither freed nor given another id; false with @error: nothing is kept.
 */
typedef bool (*CameraChange)(CameraRecord *record, gpointer user_data, GError **error);

/* Loads the record of @id, lets @change edit it, and saves it, all under one lock; as
 * camera_store_save(). */
bool camera_store_change(const char *dir,
                         const char *id,
                         CameraChange change,
                         gpointer user_data,
                         GError **error);
bool camera_store_rename(const char *dir, const char *id, const char *room, GError **error);
/* Puts the camera at @position of the list, from 0; behind all others when there are fewer. */
bool camera_store_move(const char *dir, const char *id, size_t position, GError **error);

/*
 * Forgets the camera, also one with a problem. A copy of its record that is put back later is
 * older than what was written last.
 */
bool camera_store_remove(const char *dir, const char *id, GError **error);

G_END_DECLS
