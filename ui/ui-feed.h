/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/client.h"
#include "pipelines/pipelines.h"
#include "ui/ui-state.h"
#include "ui/ui-still.h"

#include <gtk/gtk.h>

G_BEGIN_DECLS

/*
 * One linked camera for the screen: while it is watched a session, a player and a frame slot of one
 * generation, dropped together; what its state says; its newest frame as a paintable. Whoever shows
 * it shows this paintable and nothing else. What was refused stays so over a rest.
 * Signals: "said" (gboolean transition), when its words or its picture are others than before.
 */
#define UI_TYPE_FEED ui_feed_get_type()
G_DECLARE_FINAL_TYPE(UiFeed, ui_feed, UI, FEED, GObject)

/* What there is to say of a camera's sound. */
typedef enum {
    UI_SOUND_NONE = 0,  /* nobody listens, or none has come */
    UI_SOUND_ON,        /* it comes, and is the camera's */
    UI_SOUND_HELD_BACK, /* what comes is not, or not of the picture: silent */
} UiSound;

/* Since the feed was made. */
typedef struct {
    uint64_t n_admitted; /* units */
    uint64_t n_refused;
    uint64_t n_drawn;   /* distinct frames that were drawn */
    uint64_t n_foreign; /* frames of another selection that were turned down */
} UiFeedCounts;

/* @home and @camera are borrowed for as long as it lives. */
UiFeed *ui_feed_new(ClientHome *home, const ClientCamera *camera);

/* Selects the camera, anew when it was at rest. */
void ui_feed_watch(UiFeed *self, PipePixels pixels);
/* Blank at once; when it returns nothing of the selection runs any more. */
void ui_feed_rest(UiFeed *self);
/* How long its picture is kept when it stops. */
void ui_feed_set_profile(UiFeed *self, UiProfile profile);
bool ui_feed_is_watched(UiFeed *self);

/* Its sound as well, from now on and while it is watched: it is heard while its picture is shown.
 */
void ui_feed_listen(UiFeed *self, bool listens);
UiSound ui_feed_get_sound(UiFeed *self);

/* "Try again". False: not now, nothing is done. */
bool ui_feed_retry(UiFeed *self);

const ClientCamera *ui_feed_get_camera(UiFeed *self);
const UiView *ui_feed_get_view(UiFeed *self);
/* The picture of this moment, to be kept; NULL when there is none. Transfer full. */
UiStill *ui_feed_take_still(UiFeed *self);
/*
 * At rest: the last picture that was on the screen, small, with its signed time; borrowed. NULL:
 * none, or none whose time was signed, or what came after it was refused.
 */
const UiStill *ui_feed_get_still(UiFeed *self);
/* Nothing is wrong, and yet there is something to read in Details. */
bool ui_feed_has_info(UiFeed *self);
/*
 * When the newest list of withdrawn keys is from, microseconds since 1970: 0 when nobody vouches
 * for the age that this would say; UI_NEVER_US: nothing is to be said of them.
 */
int64_t ui_feed_get_lists_us(UiFeed *self);
GdkPaintable *ui_feed_get_paintable(UiFeed *self); /* borrowed */
void ui_feed_get_counts(UiFeed *self, UiFeedCounts *counts);

G_END_DECLS
