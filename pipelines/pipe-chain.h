/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "pipelines/pipelines.h"

#include <gst/gst.h>

G_BEGIN_DECLS

/*
 * appsrc ! h264parse ! decoder ! videoconvert ! appsink for one verified track, or for sound appsrc
 * ! decoder ! audioconvert ! audioresample ! loudspeaker, element by element: nothing is looked
 * for, typefound or plugged by itself. A new configuration needs a new chain (attacks.md, DEC-03).
 */
typedef struct PipeChain PipeChain;

/* All of them on a streaming thread; must not block. */
typedef struct {
    void (*hungry)(gpointer user_data);                    /* everything pushed was taken */
    void (*sample)(GstSample *sample, gpointer user_data); /* video */
    void (*failed)(gpointer user_data);                    /* the chain is broken, once or more */
    gpointer user_data;
} PipeChainHooks;

/* @config: the AVCDecoderConfigurationRecord. Runs when it returns; NULL when it can't. */
PipeChain *
pipe_chain_new(const ProvTrack *track, GBytes *config, PipePixels pixels, PipeChainHooks hooks);

/* The same for sound. @config: the AudioSpecificConfig; @speaker: where it is heard, floating,
 * which this takes over; NULL: nowhere, and there is no chain. */
PipeChain *pipe_chain_new_for_sound(const ProvTrack *track,
                                    GBytes *config,
                                    GstElement *speaker,
                                    PipeChainHooks hooks);

/* Takes @buffer (transfer full), time-stamped in running time. Never blocks. False: it is broken.
 */
bool pipe_chain_push(PipeChain *self, GstBuffer *buffer);

/* Running time of now. */
GstClockTime pipe_chain_now(PipeChain *self);

/* When it returns no hook is called any more. Not from a hook. */
void pipe_chain_free(PipeChain *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PipeChain, pipe_chain_free)

/*
 * The decoders that may be used, in the order of trying; NULL at the end (attacks.md, DEC-13).
 * Static.
 */
const char *const *pipe_chain_decoders(void);

/* The first of them that is there and whose device answers; floating, in state READY. NULL: none.
 */
GstElement *pipe_chain_make_decoder(void);

G_END_DECLS
