/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Another reader's sample tables, FFmpeg's demuxer's, as print-samples writes ours:
 *
 *   peer-samples FILE...   of each file, an init and a segment behind each other
 *
 * A line a sample: file, offset in the file, size, decode time, composition offset, 1 for sync.
 * What it has to complain about stands on standard error, as "FILE: ...". ffprobe says the same,
 * but it takes a tenth of a second for each file to load all that it could need for others.
 */
#include <inttypes.h>
#include <libavformat/avformat.h>
#include <stdbool.h>
#include <stdio.h>

static const char *current; /* file: the library's messages don't say */

static void complain(void *of, int level, const char *format, va_list words) av_printf_format(3, 0);

static void
complain(void *of, int level, const char *format, va_list words)
{
    (void)of;
    if (level > AV_LOG_ERROR)
        return;
    fprintf(stderr, "%s: ", current);
    vfprintf(stderr, format, words);
}

/* Prints @file's first video stream; false if it can't be read to its end. */
static bool
print_table(const char *file, AVPacket *packet)
{
    AVFormatContext *reader = NULL;
    int video, status;

    current = file;
    if (avformat_open_input(&reader, file, av_find_input_format("mp4"), NULL) < 0)
        return false;
    if (avformat_find_stream_info(reader, NULL) < 0) { /* decodes, and complains, as ffprobe does */
        avformat_close_input(&reader);
        return false;
    }
    video = av_find_best_stream(reader, AVMEDIA_TYPE_VIDEO, -1, -1, NULL, 0);
    while ((status = av_read_frame(reader, packet)) == 0) {
        if (packet->stream_index == video)
            printf("%s\t%" PRId64 "\t%d\t%" PRId64 "\t%" PRId64 "\t%d\n", file, packet->pos,
                   packet->size, packet->dts, packet->pts - packet->dts,
                   (packet->flags & AV_PKT_FLAG_KEY) != 0);
        av_packet_unref(packet);
    }
    avformat_close_input(&reader);
    return status == AVERROR_EOF && video >= 0;
}

int
main(int argc, char **argv)
{
    AVPacket *packet = av_packet_alloc();
    bool good = packet != NULL;

    av_log_set_callback(complain);
    for (int i = 1; good && i < argc; i++) {
        good = print_table(argv[i], packet);
        if (!good)
            fprintf(stderr, "%s: can't be read to its end\n", argv[i]);
    }
    av_packet_free(&packet);
    return good ? 0 : 1;
}
