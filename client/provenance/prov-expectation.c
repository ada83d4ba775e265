/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-expectation.h"

ProvExpectation *
prov_expectation_new(void)
{
    ProvExpectation *self = g_new0(ProvExpectation, 1);

    g_atomic_ref_count_init(&self->ref);
    self->pins = g_ptr_array_new_with_free_func((GDestroyNotify)g_bytes_unref);
    self->media = PROV_MEDIA_VIDEO;
    self->algorithms = PROV_ALG_ALL;
    return self;
}

void
prov_expectation_add_pin(ProvExpectation *self, const uint8_t pin[PROV_PIN_LEN])
{
    g_ptr_array_add(self->pins, g_bytes_new(pin, PROV_PIN_LEN));
}

static GPtrArray *
share(GPtrArray *array)
{
    return array != NULL ? g_ptr_array_ref(array) : NULL;
}

ProvExpectation *
prov_expectation_with_revocation(const ProvExpectation *self,
                                 GPtrArray *crls,
                                 GPtrArray *blocked,
                                 bool stale)
{
    ProvExpectation *other = g_new0(ProvExpectation, 1);

    *other = *self;
    g_atomic_ref_count_init(&other->ref);
    other->pins = share(self->pins);
    other->anchors = share(self->anchors);
    other->crls = share(crls);
    other->blocked = share(blocked);
    other->revocation_stale = stale;
    other->link = g_strdup(self->link);
    other->serial = g_strdup(self->serial);
    return other;
}

ProvExpectation *
prov_expectation_for_sound(const ProvExpectation *self)
{
    ProvExpectation *other =
        prov_expectation_with_revocation(self, self->crls, self->blocked, self->revocation_stale);

    other->media = PROV_MEDIA_SOUND;
    other->signed_time = true;
    return other;
}

ProvExpectation *
prov_expectation_ref(ProvExpectation *self)
{
    g_atomic_ref_count_inc(&self->ref);
    return self;
}

void
prov_expectation_unref(ProvExpectation *self)
{
    if (!g_atomic_ref_count_dec(&self->ref))
        return;

    g_ptr_array_unref(self->pins);
    g_clear_pointer(&self->anchors, g_ptr_array_unref);
    g_clear_pointer(&self->crls, g_ptr_array_unref);
    g_clear_pointer(&self->blocked, g_ptr_array_unref);
    g_free(self->link);
    g_free(self->serial);
    g_free(self);
}
