/* SPDX-License-Identifier: Apache-2.0 */
#include "client/fetch/fetch-body.h"

static SoupEncoding
get_encoding(SoupMessage *message)
{
    return soup_message_headers_get_encoding(soup_message_get_response_headers(message));
}

bool
fetch_body_has_len(SoupMessage *message)
{
    return get_encoding(message) == SOUP_ENCODING_CONTENT_LENGTH;
}

goffset
fetch_body_get_len(SoupMessage *message)
{
    SoupMessageHeaders *headers = soup_message_get_response_headers(message);

    return fetch_body_has_len(message) ? soup_message_headers_get_content_length(headers) : 0;
}

bool
fetch_body_is_plain(SoupMessage *message)
{
    SoupMessageHeaders *headers = soup_message_get_response_headers(message);
    const SoupEncoding encoding = get_encoding(message);

    if (soup_message_headers_get_one(headers, "Content-Encoding") != NULL)
        return false;
    return fetch_body_get_len(message) >= 0 && encoding != SOUP_ENCODING_EOF
           && (encoding != SOUP_ENCODING_CHUNKED || soup_message_is_keepalive(message));
}

/* The other side has ended the connection that @stream is read from. */
static bool
has_ended(GInputStream *stream)
{
    char byte;
    g_autoptr(GError) error = NULL;

    /* libsoup's layers, down to what TLS gives */
    while (G_IS_FILTER_INPUT_STREAM(stream))
        stream = g_filter_input_stream_get_base_stream(G_FILTER_INPUT_STREAM(stream));
    if (!G_IS_POLLABLE_INPUT_STREAM(stream))
        return true;
    g_pollable_input_stream_read_nonblocking(G_POLLABLE_INPUT_STREAM(stream), &byte, 1, NULL,
                                             &error);
    return !g_error_matches(error, G_IO_ERROR, G_IO_ERROR_WOULD_BLOCK);
}

/*
 * libsoup 3.2 takes the end of the connection between two chunks for the end of the body. Behind
 * the last chunk the connection goes on, and nothing comes that was not asked for.
 */
bool
fetch_body_is_whole(SoupMessage *message, GInputStream *stream, gsize len)
{
    if (fetch_body_has_len(message))
        return fetch_body_get_len(message) == (goffset)len;
    return !has_ended(stream);
}
