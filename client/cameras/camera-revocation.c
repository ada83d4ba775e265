/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-revocation.h"

#include "client/cameras/camera-crl-memory.h"
#include "client/cameras/camera-file.h"
#include "client/cameras/camera-pem.h"
#include "client/cameras/camera-store.h"

#include <dirent.h>
#include <string.h>
#include <unistd.h>

#define MAX_LISTS    64
#define MAX_FILE_LEN (1024 * 1024)
#define BLOCKED_FILE "blocked"
#define KEY_PREFIX   "sha256:"
#define KEY_LEN      32

void
camera_revocation_free(CameraRevocation *self)
{
    if (self == NULL)
        return;
    g_ptr_array_unref(self->crls);
    g_ptr_array_unref(self->blocked);
    g_array_unref(self->facts);
    g_free(self->problem);
    g_free(self->maker);
    g_free(self);
}

static void
note(CameraRevocation *self, char *sentence)
{
    self->stale = true;
    if (self->problem == NULL)
        self->problem = g_steal_pointer(&sentence);
    g_free(sentence);
}

/* A missing file or directory is nothing to talk about. */
static void
note_error(CameraRevocation *self, const GError *error)
{
    if (!g_error_matches(error, G_IO_ERROR, G_IO_ERROR_NOT_FOUND))
        note(self, g_strdup(error->message));
}

static bool
read_key(const char *line, uint8_t key[KEY_LEN])
{
    const char *hex = line + strlen(KEY_PREFIX);

    if (!g_str_has_prefix(line, KEY_PREFIX) || strlen(hex) != (size_t)2 * KEY_LEN)
        return false;
    for (size_t i = 0; i < KEY_LEN; i++) {
        const int high = g_ascii_xdigit_value(hex[2 * i]);
        const int low = g_ascii_xdigit_value(hex[2 * i + 1]);

        if (high < 0 || low < 0)
            return false;
        key[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static void
add_blocked(CameraRevocation *self, int place_fd, const char *place)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GBytes) file =
        camera_file_read_shared(place_fd, place, BLOCKED_FILE, MAX_FILE_LEN, &error);
    g_autofree char *text = NULL;
    g_auto(GStrv) lines = NULL;

    if (file == NULL) {
        note_error(self, error);
        return;
    }
    text = g_strndup(g_bytes_get_size(file) > 0 ? g_bytes_get_data(file, NULL) : "",
                     g_bytes_get_size(file));
    lines = g_strsplit(text, "\n", -1);
    for (guint i = 0; lines[i] != NULL; i++) {
        uint8_t key[KEY_LEN];

        lines[i][strcspn(lines[i], "#")] = '\0';
        g_strstrip(lines[i]);
        if (*lines[i] == '\0')
            continue;
        if (read_key(lines[i], key))
            g_ptr_array_add(self->blocked, g_bytes_new(key, sizeof key));
        else
            note(self, g_strdup_printf("%s/" BLOCKED_FILE ", line %u, is no key; write " KEY_PREFIX
                                       " and 64 hex digits.",
                                       place, i + 1));
    }
}

static int
compare_names(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* In the same order on every file system. */
static GPtrArray *
list_names(int fd)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    const int copy = dup(fd);
    DIR *dir = copy >= 0 ? fdopendir(copy) : NULL;
    const struct dirent *entry;

    if (dir == NULL) {
        if (copy >= 0)
            close(copy);
        return names;
    }
    while ((entry = readdir(dir)) != NULL && names->len <= MAX_LISTS)
        if (entry->d_name[0] != '.' && g_str_has_suffix(entry->d_name, ".crl"))
            g_ptr_array_add(names, g_strdup(entry->d_name));
    closedir(dir);
    g_ptr_array_sort(names, compare_names);
    return names;
}

/* One file's lists into @self, each with what it says of itself. */
static void
add_lists(CameraRevocation *self,
          ProvCrypto *crypto,
          GBytes *file,
          const char *dir,
          const char *shown)
{
    g_autoptr(GPtrArray) found = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);

    if (camera_pem_add(found, file, "X509 CRL") == 0)
        g_ptr_array_add(found, g_bytes_ref(file));
    for (guint i = 0; i < found->len; i++) {
        ProvCrlFacts facts;

        if (!prov_chain_read_crl(crypto, g_ptr_array_index(found, i), &facts)) {
            note(self, g_strdup_printf("%s/%s is no revocation list; remove it.", dir, shown));
        } else if (self->crls->len >= MAX_LISTS) {
            note(self, g_strdup_printf("%s holds more than %d revocation lists; remove the old.",
                                       dir, MAX_LISTS));
        } else {
            g_ptr_array_add(self->crls, g_bytes_ref(g_ptr_array_index(found, i)));
            g_array_append_val(self->facts, facts);
        }
    }
}

static void
add_maker(CameraRevocation *self, ProvCrypto *crypto, const char *place)
{
    g_autofree char *dir = g_build_filename(place, self->maker, NULL);
    g_autoptr(GError) problem = NULL;
    g_autoptr(GPtrArray) names = NULL;
    const int fd = camera_file_open_shared_dir(dir, &problem);

    if (fd < 0) {
        note_error(self, problem);
        return;
    }
    names = list_names(fd);
    if (names->len > MAX_LISTS)
        note(self, g_strdup_printf("%s holds more than %d revocation lists; remove the old.", dir,
                                   MAX_LISTS));
    for (guint i = 0; i < names->len; i++) {
        const char *name = g_ptr_array_index(names, i);
        /* a name is not ours, and may end in a log */
        g_autofree char *shown = g_strescape(name, NULL);
        g_autoptr(GError) error = NULL;
        g_autoptr(GBytes) file = camera_file_read_shared(fd, dir, name, MAX_FILE_LEN, &error);

        if (file != NULL)
            add_lists(self, crypto, file, dir, shown);
        else
            note(self, g_strdup_printf("%s/%s can't be read; remove it.", dir, shown));
    }
    close(fd);
}

/* Never backwards: what is older than what was believed before is left out, and missed. */
static void
leave_out_older(CameraRevocation *self)
{
    g_autoptr(CameraCrlMemory) memory = camera_crl_memory_read();

    for (guint i = self->crls->len; i-- > 0;) {
        const ProvCrlFacts *facts = &g_array_index(self->facts, ProvCrlFacts, i);
        const ProvCrlFacts *known = camera_crl_memory_find(memory, self->maker, facts->issuer);

        if (known == NULL || !camera_crl_is_older(facts, known))
            continue;
        g_ptr_array_remove_index(self->crls, i);
        g_array_remove_index(self->facts, i);
    }
    for (guint i = 0; i < memory->entries->len; i++) {
        const CameraCrlEntry *entry = g_ptr_array_index(memory->entries, i);
        bool there = strcmp(entry->maker, self->maker) != 0;

        for (guint j = 0; j < self->facts->len && !there; j++)
            there = memcmp(g_array_index(self->facts, ProvCrlFacts, j).issuer, entry->facts.issuer,
                           sizeof entry->facts.issuer)
                    == 0;
        if (!there)
            note(self, g_strdup_printf("A newer revocation list of %s was here before; put it "
                                       "back, or one that is newer still.",
                                       self->maker));
    }
    if (memory->damaged)
        note(self, g_strdup("What is known of former revocation lists is damaged; it is written "
                            "anew by itself."));
}

static char *
own_place(const char *dir)
{
    g_autofree char *store = dir != NULL ? g_strdup(dir) : camera_store_default_dir();

    return g_build_filename(store, "crls", NULL);
}

static void
add_place(CameraRevocation *self, ProvCrypto *crypto, const char *place)
{
    g_autoptr(GError) error = NULL;
    const int fd = camera_file_open_shared_dir(place, &error);

    if (fd < 0) {
        note_error(self, error);
        return;
    }
    add_blocked(self, fd, place);
    close(fd);
    if (self->maker != NULL)
        add_maker(self, crypto, place);
}

CameraRevocation *
camera_revocation_load(const char *dir, const char *installed, const char *maker)
{
    CameraRevocation *self = g_new0(CameraRevocation, 1);
    g_autoptr(ProvCrypto) crypto = prov_crypto_new();
    g_autofree char *own = own_place(dir);

    self->crls = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    self->blocked = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    self->facts = g_array_new(FALSE, TRUE, sizeof(ProvCrlFacts));
    self->maker = g_strdup(maker);
    if (crypto == NULL) {
        note(self, g_strdup("No cryptography is available."));
        return self;
    }
    add_place(self, crypto, own);
    if (installed != NULL)
        add_place(self, crypto, installed);
    if (maker != NULL)
        leave_out_older(self);
    return self;
}

static bool
arrays_equal(const GPtrArray *a, const GPtrArray *b)
{
    if (a->len != b->len)
        return false;
    for (guint i = 0; i < a->len; i++)
        if (!g_bytes_equal(g_ptr_array_index(a, i), g_ptr_array_index(b, i)))
            return false;
    return true;
}

bool
camera_revocation_equal(const CameraRevocation *a, const CameraRevocation *b)
{
    return a->stale == b->stale && arrays_equal(a->crls, b->crls)
           && arrays_equal(a->blocked, b->blocked);
}

bool
camera_revocation_remember(const CameraRevocation *self, uint64_t believed, GError **error)
{
    g_autoptr(GArray) facts = g_array_new(FALSE, TRUE, sizeof(ProvCrlFacts));

    for (guint i = 0; i < self->facts->len; i++)
        if ((believed & UINT64_C(1) << i) != 0)
            g_array_append_val(facts, g_array_index(self->facts, ProvCrlFacts, i));
    return facts->len == 0
           || camera_crl_memory_add(self->maker, (const ProvCrlFacts *)(void *)facts->data,
                                    facts->len, error);
}

GStrv
camera_revocation_places(const char *dir, const char *installed, const char *maker)
{
    g_autoptr(GStrvBuilder) places = g_strv_builder_new();
    g_autofree char *own = own_place(dir);
    const char *const both[] = { own, installed };

    for (guint i = 0; i < G_N_ELEMENTS(both); i++) {
        g_autofree char *of_maker = NULL;

        if (both[i] == NULL)
            continue;
        g_strv_builder_add(places, both[i]);
        if (maker == NULL)
            continue;
        of_maker = g_build_filename(both[i], maker, NULL);
        g_strv_builder_add(places, of_maker);
    }
    return g_strv_builder_end(places);
}
