/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "pipelines/pipelines.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/* Makes what lets sound be heard; floating, or NULL when there is none. The feeder's thread. */
typedef GstElement *(*PipeSpeakerFunc)(gpointer user_data);

/* Loads what sound needs, when something is to be heard; what is not there leaves the device
 * silent. */
void pipe_speaker_load(void);

/* This device's loudspeaker: by its sound server, else directly. Fits PipeSpeakerFunc. */
GstElement *pipe_speaker_make(gpointer unused);

/* pipe_sound_new() with another loudspeaker, for who wants to count what is heard. */
PipeSound *pipe_sound_new_with_speaker(const char *link,
                                       uint64_t generation,
                                       PipeSpeakerFunc make_speaker,
                                       gpointer speaker_data,
                                       PipeSoundFunc on_state,
                                       gpointer state_data);

G_END_DECLS
