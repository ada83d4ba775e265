/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-crl-memory.h"

#include "client/cameras/camera-cbor.h"
#include "client/cameras/camera-file.h"
#include "client/cameras/camera-store-private.h"

#include <string.h>

#define MEMORY_FILE "crls"
#define MAX_ENTRIES 256

static void
entry_free(CameraCrlEntry *self)
{
    g_free(self->maker);
    g_free(self);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC(CameraCrlEntry, entry_free)

static CameraCrlMemory *
memory_new(void)
{
    CameraCrlMemory *self = g_new0(CameraCrlMemory, 1);

    self->entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    return self;
}

void
camera_crl_memory_free(CameraCrlMemory *self)
{
    if (self == NULL)
        return;
    g_ptr_array_unref(self->entries);
    g_free(self);
}

static bool
get_bytes(const cbor_item_t *item, uint8_t *out, size_t wanted_len)
{
    size_t len = 0;
    const uint8_t *data = camera_cbor_get_bytes(item, &len);

    if (data == NULL || len != wanted_len)
        return false;
    memcpy(out, data, len);
    return true;
}

/* [maker, issuer, number (empty: none), this update] */
static CameraCrlEntry *
read_entry(const cbor_item_t *item)
{
    g_autoptr(CameraCrlEntry) self = g_new0(CameraCrlEntry, 1);
    cbor_item_t *const *field;
    size_t len = 0;

    if (!cbor_isa_array(item) || !cbor_array_is_definite(item) || cbor_array_size(item) != 4)
        return NULL;
    field = cbor_array_handle(item);
    if (!camera_cbor_get_text(field[0], 64, &self->maker)
        || !get_bytes(field[1], self->facts.issuer, sizeof self->facts.issuer)
        || camera_cbor_get_bytes(field[2], &len) == NULL
        || !camera_cbor_get_int(field[3], &self->facts.this_update_us))
        return NULL;
    self->facts.has_number = len > 0;
    if (len > 0 && !get_bytes(field[2], self->facts.number, sizeof self->facts.number))
        return NULL;
    return g_steal_pointer(&self);
}

static bool
read_entries(CameraCrlMemory *self, GBytes *file, const uint8_t key[CAMERA_KEY_LEN])
{
    const size_t len = camera_mac_open(file, key);
    g_autoptr(cbor_item_t) map =
        len > 0 ? camera_cbor_load(g_bytes_get_data(file, NULL), len) : NULL;
    const cbor_item_t *list = camera_cbor_find(map, "lists");

    if (list == NULL || !camera_cbor_is_type(map, "crls") || !cbor_isa_array(list)
        || !cbor_array_is_definite(list))
        return false;
    for (size_t i = 0; i < cbor_array_size(list); i++) {
        CameraCrlEntry *entry = read_entry(cbor_array_handle(list)[i]);

        if (entry == NULL)
            return false;
        g_ptr_array_add(self->entries, entry);
    }
    return true;
}

/* Under the lock of @dirs, with the store's key. */
static CameraCrlMemory *
memory_load(const CameraDirs *dirs, const CameraState *state)
{
    CameraCrlMemory *self = memory_new();
    g_autoptr(GError) problem = NULL;
    g_autoptr(GBytes) file =
        camera_file_read(dirs->state, dirs->state_path, MEMORY_FILE, CAMERA_MAX_FILE, &problem);

    if (file != NULL && read_entries(self, file, state->key))
        return self;
    self->damaged = !g_error_matches(problem, G_IO_ERROR, G_IO_ERROR_NOT_FOUND);
    g_ptr_array_set_size(self->entries, 0);
    return self;
}

CameraCrlMemory *
camera_crl_memory_read(void)
{
    g_auto(CameraDirs) dirs = { 0 };
    g_autoptr(CameraState) state = NULL;

    if (camera_dirs_open(&dirs, NULL, NULL) && dirs.state >= 0)
        state = camera_state_read(dirs.state, dirs.state_path, NULL);
    return state != NULL ? memory_load(&dirs, state) : memory_new();
}

static CameraCrlEntry *
find_entry(const CameraCrlMemory *self, const char *maker, const uint8_t issuer[32])
{
    for (guint i = 0; i < self->entries->len; i++) {
        CameraCrlEntry *entry = g_ptr_array_index(self->entries, i);

        if (strcmp(entry->maker, maker) == 0
            && memcmp(entry->facts.issuer, issuer, sizeof entry->facts.issuer) == 0)
            return entry;
    }
    return NULL;
}

const ProvCrlFacts *
camera_crl_memory_find(const CameraCrlMemory *self, const char *maker, const uint8_t issuer[32])
{
    const CameraCrlEntry *entry = find_entry(self, maker, issuer);

    return entry != NULL ? &entry->facts : NULL;
}

bool
camera_crl_is_older(const ProvCrlFacts *facts, const ProvCrlFacts *known)
{
    if (known->has_number
        && (!facts->has_number || memcmp(facts->number, known->number, sizeof known->number) < 0))
        return true;
    return facts->this_update_us < known->this_update_us;
}

static GByteArray *
encode(const CameraCrlMemory *self)
{
    GByteArray *out = g_byte_array_new();

    camera_cbor_put_map(out, 2);
    camera_cbor_put_text(out, "type");
    camera_cbor_put_text(out, "crls");
    camera_cbor_put_text(out, "lists");
    camera_cbor_put_array(out, self->entries->len);
    for (guint i = 0; i < self->entries->len; i++) {
        const CameraCrlEntry *entry = g_ptr_array_index(self->entries, i);

        camera_cbor_put_array(out, 4);
        camera_cbor_put_text(out, entry->maker);
        camera_cbor_put_bytes(out, entry->facts.issuer, sizeof entry->facts.issuer);
        camera_cbor_put_bytes(out, entry->facts.number,
                              entry->facts.has_number ? sizeof entry->facts.number : 0);
        camera_cbor_put_int(out, entry->facts.this_update_us);
    }
    return out;
}

/* True when it is news. */
static bool
add_one(CameraCrlMemory *self, const char *maker, const ProvCrlFacts *facts)
{
    CameraCrlEntry *entry = find_entry(self, maker, facts->issuer);

    if (entry == NULL && self->entries->len >= MAX_ENTRIES)
        return false;
    if (entry == NULL) {
        entry = g_new0(CameraCrlEntry, 1);
        entry->maker = g_strdup(maker);
        g_ptr_array_add(self->entries, entry);
    } else if (!camera_crl_is_older(&entry->facts, facts)) {
        return false;
    }
    entry->facts = *facts;
    return true;
}

bool
camera_crl_memory_add(const char *maker, const ProvCrlFacts *facts, size_t n, GError **error)
{
    g_auto(CameraDirs) dirs = { 0 };
    g_autoptr(CameraState) state = NULL;
    g_autoptr(CameraCrlMemory) self = NULL;
    g_autoptr(GBytes) file = NULL;
    bool news = false;

    if (!camera_dirs_open(&dirs, NULL, error))
        return false;
    if (dirs.state < 0) {
        g_set_error(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND,
                    "%s does not exist; link a camera first.", dirs.state_path);
        return false;
    }
    state = camera_dirs_lock(&dirs, error) ? camera_state_read(dirs.state, dirs.state_path, error)
                                           : NULL;
    if (state == NULL)
        return false;
    self = memory_load(&dirs, state);
    for (size_t i = 0; i < n; i++)
        news = add_one(self, maker, &facts[i]) || news;
    if (!news)
        return true;
    file = camera_mac_seal(encode(self), state->key);
    return camera_file_write(dirs.state, dirs.state_path, MEMORY_FILE, file, error);
}
