/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/network/account.h"

#include <json-glib/json-glib.h>
#include <string.h>

struct Account {
    GMutex lock;
    GPtrArray *delivered; /* of hashes, in the order in which they came; lock */
    GHashTable *admitted; /* hash of the segment -> hash of its init segment; lock */
};

Account *
account_new(void)
{
    Account *self = g_new0(Account, 1);

    g_mutex_init(&self->lock);
    self->delivered = g_ptr_array_new_with_free_func(g_free);
    self->admitted = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return self;
}

void
account_free(Account *self)
{
    if (self == NULL)
        return;
    g_ptr_array_unref(self->delivered);
    g_hash_table_unref(self->admitted);
    g_mutex_clear(&self->lock);
    g_free(self);
}

void
account_deliver(Account *self, const char *path, GByteArray *body)
{
    if (!g_str_has_suffix(path, ".mp4") && !g_str_has_suffix(path, ".m4s"))
        return;
    g_mutex_lock(&self->lock);
    g_ptr_array_add(self->delivered,
                    g_compute_checksum_for_data(G_CHECKSUM_SHA256, body->data, body->len));
    g_mutex_unlock(&self->lock);
}

void
account_admit(Account *self, const ProvAdmission *admission)
{
    char *segment =
        g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, prov_admission_get_segment(admission));
    char *init =
        g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, prov_admission_get_init(admission));

    g_mutex_lock(&self->lock);
    g_hash_table_insert(self->admitted, segment, init);
    g_mutex_unlock(&self->lock);
}

GHashTable *
account_owners_new(void)
{
    return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
}

/* "segment lane-0" under the hash of each object. */
void
account_learn(GHashTable *owners, RigChild *rig)
{
    g_autofree char *text = rig_child_served(rig);
    g_autoptr(JsonParser) parser = json_parser_new();
    JsonArray *served;

    g_assert_true(json_parser_load_from_data(parser, text, -1, NULL));
    served =
        json_object_get_array_member(json_node_get_object(json_parser_get_root(parser)), "served");
    for (guint i = 0; i < json_array_get_length(served); i++) {
        JsonObject *object = json_array_get_object_element(served, i);

        g_hash_table_insert(owners, g_strdup(json_object_get_string_member(object, "sha256")),
                            g_strdup_printf("%s %s", json_object_get_string_member(object, "kind"),
                                            json_object_get_string_member(object, "owner")));
    }
}

/* Adds what has this hash to the sum, the first time that it came or not. */
static void
add_delivered(AccountSum *sum, const char *owner, const char *slug, bool first, bool admitted)
{
    if (owner == NULL) {
        sum->altered++;
    } else if (!g_str_equal(strchr(owner, ' ') + 1, slug)) {
        sum->foreign++;
    } else if (first && g_str_has_prefix(owner, "segment")) {
        sum->own_segments++;
        sum->own_admitted += admitted;
    }
}

AccountSum
account_sum(Account *self, GHashTable *owners, const char *slug)
{
    g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);
    g_autofree char *own_segment = g_strdup_printf("segment %s", slug);
    g_autofree char *own_init = g_strdup_printf("init %s", slug);
    AccountSum sum = { 0 };
    GHashTableIter iter;
    gpointer segment, init;

    g_mutex_lock(&self->lock);
    for (guint i = 0; i < self->delivered->len; i++) {
        char *hash = g_ptr_array_index(self->delivered, i);

        add_delivered(&sum, g_hash_table_lookup(owners, hash), slug, g_hash_table_add(seen, hash),
                      g_hash_table_contains(self->admitted, hash));
    }
    g_hash_table_iter_init(&iter, self->admitted);
    while (g_hash_table_iter_next(&iter, &segment, &init)) {
        sum.admitted++;
        sum.bad_admitted += g_strcmp0(g_hash_table_lookup(owners, segment), own_segment) != 0
                            || g_strcmp0(g_hash_table_lookup(owners, init), own_init) != 0;
    }
    g_mutex_unlock(&self->lock);
    return sum;
}
