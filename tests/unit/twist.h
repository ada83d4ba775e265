/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
#include "tests/unit/world.h"

/*
 * Tables of attacks: hooks of the rig's signer whose doing is written as data, and the runners that
 * turn one row into one test.
 *
 * Items are written as the hex digits of their CBOR; blanks are for the reader, 'text' stands for a
 * whole text string with its head, {text} for its letters alone, <n:hh> for n times the byte hh.
 */
GBytes *twist_item(const char *notation);

/* One pair of a map: under the text @key, else under the integer @label. */
typedef struct {
    const char *key;
    int64_t label;
    const char *value; /* in the notation; NULL: the pair is taken away */
    bool add;          /* behind what is there, though the key be there already */
} TwistPair;

/* Hooks over a map, a COSE message, the first session key's entry, an event message box. */
void twist_map(RigMap *map, gpointer pair);
void twist_protected(RigCose *cose, gpointer pair);
void twist_unprotected(RigCose *cose, gpointer pair);
void twist_key_entry(GPtrArray *session_keys, gpointer pair);
/* The same with the notation of what stands in the place. */
void twist_protected_raw(RigCose *cose, gpointer notation); /* content of the byte string */
void twist_unprotected_raw(RigCose *cose, gpointer notation);
void twist_payload(RigCose *cose, gpointer notation);      /* signed as it is */
void twist_payload_item(RigCose *cose, gpointer notation); /* whatever was signed */
void twist_more_items(RigCose *cose, gpointer notation);   /* a fifth one */
void twist_message(RigEmsg *emsg, gpointer notation);
void twist_context(RigCose *cose, gpointer context);
void twist_tag(RigCose *cose, gpointer tag);
void twist_form(RigCose *cose, gpointer form);

/* For RigVsiSpec and RigSessionSpec alike. */
#define TWIST(field, function, data)                                                               \
    {                                                                                              \
        .hooks = {.field = function, .user_data = (gpointer)(data) }                               \
    }
#define TWIST_PAIR(field, function, ...) TWIST(field, function, (&(const TwistPair){ __VA_ARGS__ }))

/* One row each; the id is the test's name. Unit 1 of the front door is signed with @spec. */
typedef struct {
    const char *id;
    RigVsiSpec spec;
    const char *reason;
} TwistVsi;

/* A session of the front door is begun with @spec, and its first unit judged. */
typedef struct {
    const char *id;
    RigSessionSpec spec;
    const char *reason;
} TwistSession;

/* The media of unit 1 are changed, and signed then. */
typedef struct {
    const char *id;
    void (*twist)(GByteArray *media);
    const char *reason;
} TwistMedia;

/* What is signed is changed without a key: the init segment, or unit 1. */
typedef struct {
    const char *id;
    void (*twist)(World *world, GByteArray *bytes);
    const char *reason;
} TwistBytes;

/* The judge answers with the row's reason, and nothing of it stays behind. Ids below @suite. */
void twist_add_vsi(const char *suite, const TwistVsi *cases, size_t n);
void twist_add_session(const char *suite, const TwistSession *cases, size_t n);
void twist_add_media(const char *suite, const TwistMedia *cases, size_t n);
void twist_add_init_bytes(const char *suite, const TwistBytes *cases, size_t n);
void twist_add_segment_bytes(const char *suite, const TwistBytes *cases, size_t n);

/* One test more with the world's own set-up. */
#define TWIST_TEST(name, data, function)                                                           \
    g_test_add(name, World, data, world_set_up, function, world_tear_down)

/* Unit 1 over @media, signed, has that verdict. */
void twist_assert_media(World *world, GBytes *media, const char *reason);
/* An init segment over @moov, signed, has that verdict. */
void twist_assert_moov(World *world, GByteArray *moov, const char *reason);

/* Big endian, at any place. */
void twist_put_u32(uint8_t *at, uint32_t value);
/* Adds @delta to the sizes of the boxes along @path ("moof/traf") of @bytes, each of them. */
void twist_grow(GByteArray *bytes, const char *path, uint32_t delta);
/*
 * Puts @len bytes at @at, which lies in the box @path, and mends the sizes around it; a moof that
 * grew has its data offset put right.
 */
void twist_insert(GByteArray *bytes, const char *path, size_t at, const void *data, size_t len);
/* The same with a box of @type and @len zeros behind the last box in @path; NULL: at the top. */
void twist_append_box(GByteArray *bytes, const char *path, const char *type, size_t len);
/* The box @path has @len bytes of content and no more; the sizes around it, and a moof's data
 * offset where there still is one, are put right. */
void twist_cut(GByteArray *bytes, const char *path, size_t len);
