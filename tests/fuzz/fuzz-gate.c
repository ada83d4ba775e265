/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The whole gate over real signatures. Whatever is done to a signed unit afterwards, it is refused,
 * or admitted with the same samples and the very same covered bytes. What is done before signing,
 * by a camera gone bad, is refused or has a sample table that fits its bytes.
 */
#include "tests/fuzz/fuzz-edit.h"
#include "tests/fuzz/fuzz.h"

#include <string.h>

#define MAX_EDITS 12

enum {
    SEGMENT,
    INIT,
    SIGNED_MEDIA,
    SIGNED_MOOV,
    N_TARGETS
};

void
fuzz_add_seeds(GPtrArray *seeds)
{
    static const uint8_t edits[] = { 1, 0, 0, 0, 0, 0, 0, 1, 9, 0, 5, 0, 1, 3, 0, 0 };

    for (uint8_t target = 0; target < N_TARGETS; target++) {
        GByteArray *seed = g_byte_array_new();

        rig_put_u8(seed, target);
        g_ptr_array_add(seeds, g_bytes_new(seed->data, seed->len));
        rig_put_data(seed, edits, sizeof edits);
        g_ptr_array_add(seeds, g_byte_array_free_to_bytes(seed));
    }
}

/* Whole edits come, go and change; libFuzzer's own mutations of bytes do the rest. */
size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    size_t n = size > 0 ? (size - 1) / FUZZ_EDIT_LEN : 0;
    size_t at = 1 + (n > 0 ? seed / 7 % n : 0) * FUZZ_EDIT_LEN;
    uint8_t edit[FUZZ_EDIT_LEN];

    if (seed % 4 == 0 || n == 0 || n > MAX_EDITS || max_size < 1 + (n + 1) * FUZZ_EDIT_LEN) {
        size = LLVMFuzzerMutate(data, size, max_size);
        return MIN(size, 1 + MAX_EDITS * FUZZ_EDIT_LEN);
    }
    for (size_t i = 0; i < sizeof edit; i++) {
        seed = seed * 1103515245u + 12345u;
        edit[i] = (uint8_t)(seed >> 16);
    }
    edit[3] = (uint8_t)(edit[3] % 16); /* near the point */
    if (seed >> 8 & 1) {               /* another one in its place */
        memcpy(data + at, edit, sizeof edit);
        return 1 + n * FUZZ_EDIT_LEN;
    }
    if (seed >> 9 & 1 && n > 1) { /* one less */
        memmove(data + at, data + at + sizeof edit, size - at - sizeof edit);
        return size - sizeof edit;
    }
    memcpy(data + 1 + n * FUZZ_EDIT_LEN, edit, sizeof edit); /* one more */
    return 1 + (n + 1) * FUZZ_EDIT_LEN;
}

/* A unit of the same session that is as well signed as the first: what edits borrow from. */
static GBytes *
donor_segment(void)
{
    static GBytes *donor;

    if (donor == NULL)
        donor = world_segment(fuzz_world(), fuzz_world()->session, 2, NULL);
    return donor;
}

static GBytes *
donor_init(void)
{
    static RigSession *donor;

    if (donor == NULL)
        donor = world_session(fuzz_world(), fuzz_world()->nursery, 0, NULL);
    return donor->init;
}

/* An admission moves the gate on, so the next input begins with a new one. */
static ProvAdmission *
submit(GBytes *init, GBytes *segment)
{
    World *world = fuzz_world();
    static ProvGate *gate;
    ProvAdmission *admission = NULL;
    ProvVerdict verdict;

    if (gate == NULL)
        gate = prov_gate_new(world->expectation);
    verdict = prov_gate_submit(gate, init, segment, &world->now, &admission);
    g_assert_true((admission != NULL) == prov_verdict_admits(&verdict));
    if (admission == NULL) {
        fuzz_check_verdict(&verdict, false);
        return NULL;
    }
    g_assert_true(verdict.selected && verdict.chain && verdict.has_signer);
    g_assert_true(prov_admission_get_segment(admission) == segment);
    g_clear_pointer(&gate, prov_gate_free);
    return admission;
}

static void
check_changed(GBytes *init, GBytes *segment)
{
    g_autoptr(ProvAdmission) admission = submit(init, segment);

    if (admission == NULL)
        return;
    g_assert_true(covered_same_init(init, fuzz_world()->session->init));
    if (prov_admission_get_sequence(admission) == 1) {
        g_assert_true(covered_same_segment(segment, fuzz_segment()));
        g_assert_true(covered_same_samples(admission, fuzz_admission()));
    } else { /* so much was borrowed that it is the other one, whole */
        g_assert_true(covered_same_segment(segment, donor_segment()));
        covered_check_tiles(admission);
    }
}

static void
check_signed(GBytes *init, GBytes *segment)
{
    g_autoptr(ProvAdmission) admission = submit(init, segment);

    if (admission != NULL)
        covered_check_tiles(admission);
}

static void
check_signed_moov(const uint8_t *edits, size_t len)
{
    World *world = fuzz_world();
    g_autoptr(GBytes) donor = fuzz_box(donor_init(), "moov");
    g_autoptr(GBytes) moov = fuzz_edit_apply(world->moov, donor, edits, len);
    g_autoptr(RigSession) session = rig_session_new(world->front, moov, WORLD_NOW_US, NULL);
    g_autoptr(GBytes) segment = world_segment(world, session, 1, NULL);

    check_signed(session->init, segment);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    World *world = fuzz_world();
    GBytes *init = world->session->init;
    g_autoptr(GBytes) media = NULL;
    g_autoptr(GBytes) edited = NULL;

    if (size == 0)
        return 0;
    size = MIN(size - 1, MAX_EDITS * FUZZ_EDIT_LEN);
    switch (*data++ % N_TARGETS) {
    case SEGMENT:
        edited = fuzz_edit_apply(fuzz_segment(), donor_segment(), data, size);
        check_changed(init, edited);
        break;
    case INIT:
        edited = fuzz_edit_apply(init, donor_init(), data, size);
        check_changed(edited, fuzz_segment());
        break;
    case SIGNED_MEDIA:
        media = world_media(world, 1);
        edited = fuzz_edit_apply(media, fuzz_segment(), data, size);
        g_clear_pointer(&media, g_bytes_unref);
        media = g_steal_pointer(&edited);
        edited = world_sign(world, world->session, 1, media, NULL);
        check_signed(init, edited);
        break;
    default:
        check_signed_moov(data, size);
        break;
    }
    return 0;
}
