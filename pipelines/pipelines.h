/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "client/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

G_BEGIN_DECLS

/* One-time set-up of GStreamer: fixed plugin list, no outside paths. Main thread. Errors:
 * G_IO_ERROR with one sentence that names the missing element and the Debian package that has it.
 */
bool pipe_init(GError **error);

typedef enum {
    PIPE_PIXELS_RGB = 0, /* R8G8B8, for the cairo renderer */
    PIPE_PIXELS_BGRA,    /* B8G8R8A8 premultiplied, for the GL renderer */
} PipePixels;

/* One decoded picture. Immutable, reference counted. Thread-safety: safe. */
typedef struct PipeFrame PipeFrame;

PipeFrame *pipe_frame_ref(PipeFrame *self);
void pipe_frame_unref(PipeFrame *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PipeFrame, pipe_frame_unref)

const char *pipe_frame_get_link(const PipeFrame *self);
uint64_t pipe_frame_get_generation(const PipeFrame *self);
uint64_t pipe_frame_get_sequence(const PipeFrame *self); /* of its unit */
bool pipe_frame_get_capture(const PipeFrame *self,
                            int64_t *capture_us); /* signed time, µs since 1970 */
PipePixels pipe_frame_get_format(const PipeFrame *self);
int pipe_frame_get_width(const PipeFrame *self);
int pipe_frame_get_height(const PipeFrame *self);
size_t pipe_frame_get_stride(const PipeFrame *self); /* bytes */
GBytes *pipe_frame_get_pixels(PipeFrame *self); /* borrowed; the decoder's memory, not a copy */

typedef enum {
    PIPE_STATUS_NONE = 0,
    PIPE_STATUS_DECODE_FAILED, /* gave up after three restarts in a minute */
} PipeStatus;

/* Any thread (a streaming thread in fact): every picture that leaves the decoder. Must not block.
 */
typedef void (*PipeFrameFunc)(PipeFrame *frame, gpointer user_data);
/* The thread-default main context that the player was made in; it may be freed in there. */
typedef void (*PipeStatusFunc)(PipeStatus status, gpointer user_data);

/* Decodes the admissions of one selection; dies with it. Made and freed on the main thread. */
typedef struct PipePlayer PipePlayer;

PipePlayer *pipe_player_new(const char *link,
                            uint64_t generation,
                            PipePixels pixels,
                            PipeFrameFunc on_frame,
                            gpointer frame_data,
                            PipeStatusFunc on_status,
                            gpointer status_data);

/*
 * Takes one admission (transfer full), from any thread, without blocking. One of another link or
 * generation is dropped. More than two units waiting: the oldest are dropped up to the next one.
 */
void pipe_player_push(PipePlayer *self, ProvAdmission *admission);

/* What a player has done so far. */
typedef struct {
    uint64_t n_units_dropped;  /* of another selection, or too many waiting */
    uint64_t n_frames;         /* handed on */
    uint64_t n_frames_dropped; /* damaged, of another size, or of no known unit */
    unsigned n_restarts;
} PipeCounts;

void pipe_player_get_counts(PipePlayer *self, PipeCounts *counts);

/* A player as the sink of a session. */
ClientSink pipe_player_as_sink(PipePlayer *self);

/* Stops; when it returns, no function of the player's is called any more. Bounded: well under 100
 * ms. */
void pipe_player_free(PipePlayer *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PipePlayer, pipe_player_free)

/*
 * Lets the sound of one selection be heard: only sound that belongs to the picture on the screen,
 * by the signed times of both, and none while there is none. Made, told what is on the screen, and
 * freed on the main thread.
 */
typedef struct PipeSound PipeSound;

typedef enum {
    PIPE_SOUND_SILENT = 0,
    PIPE_SOUND_HEARD,
    PIPE_SOUND_SHIFTED, /* it came, and is more than half a second away from the picture */
} PipeSoundState;

/* The thread-default main context that it was made in, on every change. */
typedef void (*PipeSoundFunc)(PipeSoundState state, gpointer user_data);

/* Never fails: a device without a loudspeaker is silent. */
PipeSound *
pipe_sound_new(const char *link, uint64_t generation, PipeSoundFunc on_state, gpointer state_data);

/* As pipe_player_push(). What waits too long for its picture is dropped, the oldest first. */
void pipe_sound_push(PipeSound *self, ProvAdmission *admission);
ClientSink pipe_sound_as_sink(PipeSound *self);

/*
 * @frame has just been put on the screen; NULL: there is no picture any more, and nothing is heard
 * from now on. When no other frame follows within half a second it falls silent by itself.
 */
void pipe_sound_follow(PipeSound *self, PipeFrame *frame);

/* What became of it so far. */
typedef struct {
    uint64_t n_units_dropped;  /* of another selection, out of step, or too many waiting */
    uint64_t n_samples_played; /* given to the decoder, just before their time */
    uint64_t n_samples_missed; /* their time was over */
} PipeSoundCounts;

void pipe_sound_get_counts(PipeSound *self, PipeSoundCounts *counts);

/*
 * Stops; when it returns, no function of it is called any more, and the decoder gets nothing more.
 * Bounded: 100 ms.
 */
void pipe_sound_free(PipeSound *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PipeSound, pipe_sound_free)

/*
 * The newest frame on its way to the main thread: one slot under one mutex, one coalesced idle.
 * What was not fetched is overwritten. pipe_slot_push() fits PipeFrameFunc.
 */
typedef struct PipeSlot PipeSlot;

PipeSlot *pipe_slot_new(GSourceFunc on_ready, gpointer user_data); /* on_ready: main context */
void pipe_slot_push(PipeFrame *frame, gpointer slot); /* any thread; takes a reference */
PipeFrame *pipe_slot_take(PipeSlot *self);            /* main thread; transfer full, or NULL */
void pipe_slot_free(PipeSlot *self);                  /* main thread; after its player */
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PipeSlot, pipe_slot_free)

/*
 * Looks for a camera's code, in a file or before this device's own camera, when a camera is linked.
 * Strings come out, and pictures of the own camera for aiming; the video of linked cameras never
 * passes here.
 */
typedef struct PipeScanner PipeScanner;

/* Why a scan is over without a code. */
typedef enum {
    PIPE_SCAN_NONE = 0,
    PIPE_SCAN_NO_CODE,      /* there is none in it */
    PIPE_SCAN_BROKEN_FILE,  /* it can't be read, or is no text, PNG or JPEG */
    PIPE_SCAN_TOO_LARGE,    /* more than 8 MiB, or than 4096 x 4096 pixels */
    PIPE_SCAN_TIMED_OUT,    /* 10 s */
    PIPE_SCAN_NO_CAMERA,    /* there is none, or it gives no picture */
    PIPE_SCAN_NOT_POSSIBLE, /* something that this needs is not installed */
} PipeScanProblem;

/*
 * A text that was found (valid UTF-8, at most 8 KiB, whatever it says), or NULL and why the scan is
 * over. A file is over with the first of either, a camera with a problem only: it goes on and tells
 * a text anew when it is another one. The thread-default main context that the scanner was made in;
 * it may be freed in there.
 */
typedef void (*PipeScanFunc)(const char *text, PipeScanProblem problem, gpointer user_data);

/* Whether this device has a camera of its own. */
bool pipe_scanner_has_camera(void);

/* Reads @file: a text that is the code, or a PNG or JPEG picture of it. */
PipeScanner *pipe_scanner_new_for_file(const char *file, PipeScanFunc found, gpointer user_data);

/* The link of the frames that scanning for aiming gives. */
#define PIPE_SCAN_LINK "scan"

/* Watches with this device's camera; @on_frame as a player's, frames carry PIPE_SCAN_LINK and
 * @generation. */
PipeScanner *pipe_scanner_new_for_camera(uint64_t generation,
                                         PipePixels pixels,
                                         PipeFrameFunc on_frame,
                                         gpointer frame_data,
                                         PipeScanFunc found,
                                         gpointer user_data);

/* Stops; when it returns, none of its functions is called any more. */
void pipe_scanner_free(PipeScanner *self);
G_DEFINE_AUTOPTR_CLEANUP_FUNC(PipeScanner, pipe_scanner_free)

G_END_DECLS
