/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "pipelines/pipelines.h"

#include <gst/gst.h>

G_BEGIN_DECLS

#define PIPE_SCAN_MAX_TEXT (8 * 1024)        /* bytes */
#define PIPE_SCAN_MAX_FILE (8 * 1024 * 1024) /* bytes */
#define PIPE_SCAN_MAX_SIDE 4096              /* pixels */
#define PIPE_SCAN_MAX_US   (10 * G_USEC_PER_SEC)

/* What scanning needs besides what plays: loaded when the first scan begins. Main thread. Errors as
 * pipe_init(). */
bool pipe_scan_load(GError **error);

/* The text of the QR code that @message of a pipeline tells of; NULL: it tells of none. Transfer
 * full. */
char *pipe_scan_symbol(GstMessage *message);

/* Decodes JPEG so that a code in it stays readable. Floating; NULL: it can't be had. */
GstElement *pipe_scan_make_jpegdec(void);

/*
 * Adds the elements of @chain (@n of them, floating; NULL where one could not be made) to
 * @pipeline, one behind the other. False: one is missing, or two do not fit.
 */
bool pipe_scan_link(GstElement *pipeline, GstElement *const *chain, size_t n);

/*
 * Reads @file, and what it says or shows: blocks for PIPE_SCAN_MAX_US at most, apart from a disk
 * that hangs. Any thread, after pipe_scan_load(). NULL: @problem says why. Transfer full.
 */
char *pipe_scan_read_file(const char *file, PipeScanProblem *problem);

/* The path of this device's first camera; NULL: there is none. Transfer full. */
char *pipe_scan_find_camera(void);

/* Both on a streaming thread; must not block. */
typedef struct {
    void (*text)(char *text, gpointer user_data); /* transfer full */
    void (*failed)(gpointer user_data);
    PipeFrameFunc frame; /* with frame_data */
    gpointer frame_data;
    gpointer user_data;
} PipeScanHooks;

/*
 * @source (floating) ! videoconvert ! zbar ! videoconvert ! appsink, with jpegdec behind a source
 * that can give nothing but JPEG: texts, and frames of PIPE_SCAN_LINK and @generation. @hooks is
 * borrowed and stays until the pipeline is stopped. It runs when it returns; NULL when it can't. To
 * be set to GST_STATE_NULL and unreferenced.
 */
GstElement *pipe_scan_watch(GstElement *source,
                            uint64_t generation,
                            PipePixels pixels,
                            const PipeScanHooks *hooks);

G_END_DECLS
