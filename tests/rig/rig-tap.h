/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include <glib.h>
#include <gst/gst.h>
#include <stdint.h>

G_BEGIN_DECLS

/*
 * The end of an encoder's pipeline: what comes out of its element "sink" is handed to the main
 * thread, each with the time it was taken. Lives in the default main context.
 */
typedef struct RigTap RigTap;

/* Main thread. @capture_us: wall clock, microseconds since 1970. */
typedef void (*RigTapFunc)(GstSample *sample, int64_t capture_us, gpointer user_data);

/* Begins to play. @what and @room for what is said when it breaks off. NULL: it does not start. */
RigTap *rig_tap_new(GstElement *pipeline,
                    const char *what,
                    const char *room,
                    RigTapFunc handler,
                    gpointer user_data);
/* Ends the pipeline: when it returns, none of its threads runs any more. */
void rig_tap_free(RigTap *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(RigTap, rig_tap_free)

/* What is in @sample; transfer full. */
GBytes *rig_tap_get_data(GstSample *sample);
/* The decoder configuration that its caps have; NULL when they have none. Transfer full. */
GBytes *rig_tap_get_config(GstSample *sample);

G_END_DECLS
