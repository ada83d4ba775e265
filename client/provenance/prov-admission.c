/* SPDX-License-Identifier: Apache-2.0 */
#include "client/provenance/prov-admission-private.h"

const char *
prov_admission_get_link(const ProvAdmission *self)
{
    return self->link;
}

uint64_t
prov_admission_get_generation(const ProvAdmission *self)
{
    return self->generation;
}

GBytes *
prov_admission_get_init(const ProvAdmission *self)
{
    return self->init;
}

GBytes *
prov_admission_get_segment(const ProvAdmission *self)
{
    return self->segment;
}

const ProvTrack *
prov_admission_get_track(const ProvAdmission *self)
{
    return &self->track;
}

const ProvSample *
prov_admission_get_samples(const ProvAdmission *self, size_t *n_samples)
{
    *n_samples = self->samples.n;
    return self->samples.sample;
}

const char *
prov_admission_get_session(const ProvAdmission *self)
{
    return self->session;
}

uint64_t
prov_admission_get_sequence(const ProvAdmission *self)
{
    return self->sequence;
}

bool
prov_admission_get_capture(const ProvAdmission *self, int64_t *capture_us)
{
    *capture_us = self->capture_us;
    return self->has_capture;
}

bool
prov_admission_is_discontinuous(const ProvAdmission *self)
{
    return self->discontinuous;
}

void
prov_admission_free(ProvAdmission *self)
{
    if (self == NULL)
        return;

    prov_samples_clear(&self->samples);
    g_bytes_unref(self->init);
    g_bytes_unref(self->segment);
    g_free(self->link);
    g_free(self->session);
    g_free(self);
}
