/* SPDX-License-Identifier: Apache-2.0 */
#include "ui/ui-words-reason.h"

#include <glib/gi18n.h>

/* About the signer (attacks.md, "Reasons"). NULL: not about it. */
static const char *
about_signer(ProvReason reason)
{
    switch ((int)reason) {
    case PROV_REASON_WRONG_CAMERA:
        return _("It comes from another camera than the one you chose.");
    case PROV_REASON_IDENTITY_CHANGED:
        return _("The camera has another identity than when it was linked.");
    case PROV_REASON_UNTRUSTED_ANCHOR:
        return _("Nobody this device knows vouches for the camera.");
    case PROV_REASON_UNTRUSTED_CHAIN:
        return _("What vouches for the camera does not hold together.");
    case PROV_REASON_CERTIFICATE_PROFILE:
        return _("The camera's identity is of a kind that is not accepted here.");
    case PROV_REASON_CERTIFICATE_TIME:
        return _("The camera's identity has expired, or is not valid yet.");
    case PROV_REASON_REVOKED:
        return _("The camera's identity was withdrawn.");
    case PROV_REASON_DEMO_IDENTITY:
        return _("It is a demonstration camera, for which nobody vouches.");
    case PROV_REASON_CLONE_SUSPECTED:
        return _("Two devices seem to use this camera's identity.");
    case PROV_REASON_DUPLICATE_KEY:
        return _("Another linked camera has the same identity.");
    default:
        return NULL;
    }
}

/* About the header and what it covers. NULL: not about it. */
static const char *
about_header(ProvReason reason)
{
    switch ((int)reason) {
    case PROV_REASON_UNSIGNED:
        return _("The video carries no proof of where it comes from.");
    case PROV_REASON_BAD_HEADER:
        return _("The proof in the video is damaged.");
    case PROV_REASON_DUPLICATE_HEADER:
        return _("The video carries more than one proof.");
    case PROV_REASON_ALGORITHM:
        return _("The proof was made in a way that is not accepted here.");
    case PROV_REASON_BAD_SIGNATURE:
        return _("The proof in the video is not genuine.");
    case PROV_REASON_CONTENT_CHANGED:
        return _("The video is not what the camera recorded.");
    case PROV_REASON_WRONG_SESSION:
        return _("This piece belongs to other video than the piece before.");
    case PROV_REASON_UNKNOWN_SESSION_KEY:
        return _("The proof was made with a key that the camera did not announce.");
    case PROV_REASON_SESSION_KEY_TIME:
        return _("The proof was made outside the time for which its key counts.");
    case PROV_REASON_UNPROVEN_SESSION_KEY:
        return _("The camera did not show that the key it announced is its own.");
    case PROV_REASON_BAD_MANIFEST:
        return _("What the camera states about its video is damaged or was changed.");
    case PROV_REASON_BAD_INIT:
        return _("The beginning of the video is damaged.");
    case PROV_REASON_CODEC_CONFIG:
        return _("The video is of a kind that is not shown here.");
    case PROV_REASON_BAD_CONTAINER:
        return _("The video is put together in a way that is not accepted here.");
    case PROV_REASON_TOO_LARGE:
        return _("The video is larger than what is accepted here.");
    default:
        return NULL;
    }
}

const char *
ui_words_reason(ProvReason reason)
{
    const char *words = about_signer(reason);

    if (words == NULL)
        words = about_header(reason);
    if (words != NULL)
        return words;
    switch ((int)reason) {
    case PROV_REASON_REPLAYED:
        return _("This piece was there before.");
    case PROV_REASON_OUT_OF_ORDER:
        return _("This piece does not follow the one before.");
    case PROV_REASON_SESSION_ROLLBACK:
        return _("The video is from before the camera was last started.");
    case PROV_REASON_FROM_THE_FUTURE:
        return _("The video is dated later than now.");
    case PROV_REASON_NONE:
        return "";
    default:
        return _("This device could not check the video.");
    }
}

const char *
ui_words_trouble(ClientTrouble trouble)
{
    switch (trouble) {
    case CLIENT_TROUBLE_NONE:
        return "";
    case CLIENT_TROUBLE_ADDRESS_REFUSED:
        return _("What answers points to an address that is not the camera's.");
    case CLIENT_TROUBLE_TLS_FAILED:
        return _("What answers did not prove that it is the camera's server.");
    case CLIENT_TROUBLE_TIMED_OUT:
        return _("The camera did not answer in time.");
    case CLIENT_TROUBLE_TOO_LARGE:
        return _("The camera sent more than what is accepted here.");
    case CLIENT_TROUBLE_BAD_PLAYLIST:
        return _("The camera's list of its video can't be used.");
    case CLIENT_TROUBLE_BAD_STORE:
        return _("What this device has stored can't be used.");
    case CLIENT_TROUBLE_HTTP_FAILED:
    default:
        return _("The camera can't be reached, or has no video.");
    }
}
