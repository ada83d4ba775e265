/* SPDX-License-Identifier: Apache-2.0 */
#include "client/cameras/camera-token.h"

#include "client/cameras/camera-file.h"
#include "client/cameras/camera-token-uri.h"

#include <string.h>

#define MAX_SLOTS    64
#define MAX_ID       64 /* bytes of a key's id */
#define NEW_ID_LEN   16
#define SEARCH_ATTRS 4 /* class, label, id, and room for one more */
#define GO_ON        "linked cameras go on, new ones wait."

/* prime256v1, DER (RFC 5480, section 2.1.1.1). */
static uint8_t p256[] = { 0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07 };

struct CameraToken {
    P11KitUri *uri;
    char *name;
    CK_FUNCTION_LIST *module; /* NULL: not loaded */
    bool started;
    CK_SLOT_ID slot;
    CK_TOKEN_INFO info;
    CK_SESSION_HANDLE session; /* CK_INVALID_HANDLE: none */
    CK_OBJECT_HANDLE key;      /* the private half */
    uint8_t id[MAX_ID];
    CK_ULONG id_len;
    uint8_t point[CAMERA_TOKEN_POINT_LEN];
};

static bool fail(GError **error, int code, const char *format, ...) G_GNUC_PRINTF(3, 4);

static bool
fail(GError **error, int code, const char *format, ...)
{
    va_list args;

    va_start(args, format);
    if (error != NULL)
        *error = g_error_new_valist(G_IO_ERROR, code, format, args);
    va_end(args);
    return false;
}

/* The token said no to something that works everywhere. */
static bool
fail_call(const CameraToken *self, CK_RV rv, GError **error)
{
    return fail(error, G_IO_ERROR_FAILED,
                "The token %s does not answer as it should (%s); plug it in again: " GO_ON,
                self->name, p11_kit_strerror(rv));
}

static bool
load_module(CameraToken *self, GError **error)
{
    g_autofree char *path =
        camera_file_find_installed(p11_kit_uri_get_module_path(self->uri), error);
    CK_RV rv;

    if (path == NULL)
        return false;
    self->module = p11_kit_module_load(path, 0);
    if (self->module == NULL)
        return fail(error, G_IO_ERROR_FAILED,
                    "%s is no PKCS #11 module (%s); name the token's own: " GO_ON, path,
                    p11_kit_message());
    rv = p11_kit_module_initialize(self->module);
    self->started = rv == CKR_OK;
    return self->started
           || fail(error, G_IO_ERROR_FAILED,
                   "The PKCS #11 module %s does not start (%s); see that its token is "
                   "there, and to its own settings: " GO_ON,
                   path, p11_kit_strerror(rv));
}

static bool
find_slot(CameraToken *self, GError **error)
{
    CK_SLOT_ID slots[MAX_SLOTS];
    CK_ULONG n = G_N_ELEMENTS(slots);
    CK_RV rv = self->module->C_GetSlotList(CK_TRUE, slots, &n);
    guint n_found = 0;

    if (rv != CKR_OK)
        return fail_call(self, rv, error);
    for (CK_ULONG i = 0; i < n; i++) {
        CK_TOKEN_INFO info;

        if (self->module->C_GetTokenInfo(slots[i], &info) != CKR_OK
            || (info.flags & CKF_TOKEN_INITIALIZED) == 0
            || p11_kit_uri_match_token_info(self->uri, &info) != 1)
            continue;
        self->slot = slots[i];
        self->info = info;
        n_found++;
    }
    if (n_found == 1)
        return true;
    if (n_found == 0)
        return fail(error, G_IO_ERROR_NOT_FOUND, "The token %s is not there; plug it in: " GO_ON,
                    self->name);
    return fail(error, G_IO_ERROR_FAILED,
                "More than one token is called %s; take the others away, or name the one by its "
                "serial number: " GO_ON,
                self->name);
}

/* Before a PIN is tried: a program that tries again and again would lock the token. */
static bool
may_try(const CameraToken *self, bool by_person, GError **error)
{
    if ((self->info.flags & CKF_USER_PIN_INITIALIZED) == 0)
        return fail(error, G_IO_ERROR_FAILED,
                    "The token %s has no PIN yet; give it one with its own tool.", self->name);
    if ((self->info.flags & CKF_USER_PIN_LOCKED) != 0)
        return fail(error, G_IO_ERROR_PERMISSION_DENIED,
                    "The token %s is locked after too many wrong PINs; unlock it with its own "
                    "tool: " GO_ON,
                    self->name);
    if ((self->info.flags & CKF_USER_PIN_FINAL_TRY) != 0 && !by_person)
        return fail(error, G_IO_ERROR_PERMISSION_DENIED,
                    "The token %s has one try left for its PIN; set it up again with the right one "
                    "(ownview-link home --token): " GO_ON,
                    self->name);
    return true;
}

static bool
try_pin(const CameraToken *self, char *pin, GError **error)
{
    const char *file = camera_token_uri_get_pin_file(self->uri);
    /* without a PIN of ours: the token asks for it itself, on its own keys */
    const CK_RV rv = self->module->C_Login(self->session, CKU_USER,
                                           file != NULL ? (CK_UTF8CHAR *)pin : NULL, strlen(pin));

    if (rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN)
        return true;
    if (file != NULL
        && (rv == CKR_PIN_INCORRECT || rv == CKR_PIN_LEN_RANGE || rv == CKR_PIN_INVALID))
        return fail(error, G_IO_ERROR_PERMISSION_DENIED,
                    "The PIN in %s is not that of the token %s; correct it: " GO_ON, file,
                    self->name);
    if (rv == CKR_PIN_LOCKED)
        return fail(error, G_IO_ERROR_PERMISSION_DENIED,
                    "The token %s is locked after too many wrong PINs; unlock it with its own "
                    "tool: " GO_ON,
                    self->name);
    return fail_call(self, rv, error);
}

static bool
log_in(CameraToken *self, bool by_person, GError **error)
{
    char *pin;
    bool done;

    if ((self->info.flags & CKF_LOGIN_REQUIRED) == 0)
        return true;
    if (camera_token_uri_get_pin_file(self->uri) == NULL
        && (self->info.flags & CKF_PROTECTED_AUTHENTICATION_PATH) == 0)
        return fail(error, G_IO_ERROR_PERMISSION_DENIED,
                    "The token %s wants a PIN; put it in a file of your own, mode 0600, and name "
                    "that (--pin-file FILE).",
                    self->name);
    if (!may_try(self, by_person, error))
        return false;
    pin = camera_token_uri_read_pin(self->uri, error);
    if (pin == NULL)
        return false;
    done = try_pin(self, pin, error);
    explicit_bzero(pin, strlen(pin));
    g_free(pin);
    return done;
}

static bool
open_session(CameraToken *self, bool by_person, GError **error)
{
    const CK_FLAGS flags = CKF_SERIAL_SESSION | (by_person ? CKF_RW_SESSION : 0);
    CK_RV rv;

    if (!load_module(self, error) || !find_slot(self, error))
        return false;
    rv = self->module->C_OpenSession(self->slot, flags, NULL, NULL, &self->session);
    if (rv != CKR_OK)
        return fail_call(self, rv, error);
    return log_in(self, by_person, error);
}

/* How many objects there are like that, 2 standing for more; @found is the first. */
static bool
find_objects(CameraToken *self,
             CK_ATTRIBUTE *like,
             CK_ULONG n_like,
             CK_OBJECT_HANDLE *found,
             CK_ULONG *n,
             GError **error)
{
    CK_OBJECT_HANDLE objects[2];
    CK_RV rv = self->module->C_FindObjectsInit(self->session, like, n_like);

    *n = 0;
    if (rv == CKR_OK) {
        rv = self->module->C_FindObjects(self->session, objects, G_N_ELEMENTS(objects), n);
        self->module->C_FindObjectsFinal(self->session);
    }
    if (rv != CKR_OK)
        return fail_call(self, rv, error);
    if (*n > 0)
        *found = objects[0];
    return true;
}

/* The attributes that name the key: its label, its id. */
static CK_ULONG
copy_names(const CameraToken *self, CK_ATTRIBUTE *out, CK_ULONG max)
{
    CK_ULONG n = 0;
    const CK_ATTRIBUTE *names = p11_kit_uri_get_attributes(self->uri, &n);

    n = MIN(n, max);
    for (CK_ULONG i = 0; i < n; i++)
        out[i] = names[i];
    return n;
}

static bool
find_private(CameraToken *self, CK_ULONG *n, GError **error)
{
    CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
    CK_ATTRIBUTE like[SEARCH_ATTRS] = { { CKA_CLASS, &class, sizeof class } };

    if (!find_objects(self, like, 1 + copy_names(self, like + 1, SEARCH_ATTRS - 1), &self->key, n,
                      error))
        return false;
    return *n < 2
           || fail(error, G_IO_ERROR_FAILED,
                   "The token %s holds more than one key of that name; name the one by its id.",
                   self->name);
}

/* An EC key that signs, and that no call can take out of the token. */
static bool
check_private(CameraToken *self, GError **error)
{
    CK_KEY_TYPE type = CK_UNAVAILABLE_INFORMATION;
    CK_BBOOL sensitive = CK_FALSE;
    CK_BBOOL extractable = CK_TRUE;
    CK_ATTRIBUTE facts[] = {
        { CKA_KEY_TYPE, &type, sizeof type },
        { CKA_SENSITIVE, &sensitive, sizeof sensitive },
        { CKA_EXTRACTABLE, &extractable, sizeof extractable },
        { CKA_ID, self->id, sizeof self->id },
    };
    const CK_RV rv =
        self->module->C_GetAttributeValue(self->session, self->key, facts, G_N_ELEMENTS(facts));

    if (rv != CKR_OK)
        return fail_call(self, rv, error);
    self->id_len = facts[3].ulValueLen;
    if (type != CKK_EC)
        return fail(error, G_IO_ERROR_FAILED,
                    "The key in the token %s is none on P-256; name another one.", self->name);
    return (sensitive == CK_TRUE && extractable == CK_FALSE)
           || fail(error, G_IO_ERROR_PERMISSION_DENIED,
                   "The key can be taken out of the token %s, so it is not used; have another one "
                   "made there.",
                   self->name);
}

/* The public half, by its id; its point is an OCTET STRING, or bare in older modules. */
static bool
read_point(CameraToken *self, GError **error)
{
    static const uint8_t octet_string[] = { 0x04, CAMERA_TOKEN_POINT_LEN };
    CK_OBJECT_CLASS class = CKO_PUBLIC_KEY;
    CK_ATTRIBUTE like[] = { { CKA_CLASS, &class, sizeof class },
                            { CKA_ID, self->id, self->id_len } };
    uint8_t params[sizeof p256];
    uint8_t point[sizeof octet_string + CAMERA_TOKEN_POINT_LEN];
    CK_ATTRIBUTE facts[] = { { CKA_EC_PARAMS, params, sizeof params },
                             { CKA_EC_POINT, point, sizeof point } };
    CK_OBJECT_HANDLE public = CK_INVALID_HANDLE;
    CK_ULONG n = 0;
    bool wrapped;

    if (!find_objects(self, like, G_N_ELEMENTS(like), &public, &n, error))
        return false;
    if (n == 0
        || self->module->C_GetAttributeValue(self->session, public, facts, G_N_ELEMENTS(facts))
               != CKR_OK
        || facts[0].ulValueLen != sizeof p256 || memcmp(params, p256, sizeof p256) != 0)
        return fail(error, G_IO_ERROR_FAILED,
                    "The token %s does not say its key's public half on P-256; have the key made "
                    "there again.",
                    self->name);
    wrapped = facts[1].ulValueLen == sizeof point
              && memcmp(point, octet_string, sizeof octet_string) == 0;
    if (!wrapped && facts[1].ulValueLen != CAMERA_TOKEN_POINT_LEN)
        return fail_call(self, CKR_DATA_LEN_RANGE, error);
    memcpy(self->point, point + (wrapped ? sizeof octet_string : 0), sizeof self->point);
    return true;
}

/* The id of a pair that is made; the URI's, when it names one. */
static bool
draw_id(CameraToken *self, GError **error)
{
    const CK_ATTRIBUTE *named = p11_kit_uri_get_attribute(self->uri, CKA_ID);
    CK_RV rv;

    if (named != NULL && named->ulValueLen <= sizeof self->id) {
        memcpy(self->id, named->pValue, named->ulValueLen);
        self->id_len = named->ulValueLen;
        return true;
    }
    self->id_len = NEW_ID_LEN;
    rv = self->module->C_GenerateRandom(self->session, self->id, self->id_len);
    return rv == CKR_OK || fail_call(self, rv, error);
}

static bool
make_pair(CameraToken *self, GError **error)
{
    CK_MECHANISM mechanism = { CKM_EC_KEY_PAIR_GEN, NULL, 0 };
    CK_BBOOL yes = CK_TRUE;
    CK_BBOOL no = CK_FALSE;
    CK_ATTRIBUTE public[] = {
        { CKA_TOKEN, &yes, sizeof yes },
        { CKA_VERIFY, &yes, sizeof yes },
        { CKA_EC_PARAMS, p256, sizeof p256 },
        { CKA_ID, self->id, 0 },
        { CKA_LABEL, NULL, 0 },
    };
    CK_ATTRIBUTE private[] = {
        { CKA_TOKEN, &yes, sizeof yes },
        { CKA_PRIVATE, &yes, sizeof yes },
        { CKA_SIGN, &yes, sizeof yes },
        { CKA_SENSITIVE, &yes, sizeof yes },
        { CKA_EXTRACTABLE, &no, sizeof no },
        { CKA_ID, self->id, 0 },
        { CKA_LABEL, NULL, 0 },
    };
    const CK_ATTRIBUTE *label = p11_kit_uri_get_attribute(self->uri, CKA_LABEL);
    CK_ULONG n_without_label = label == NULL ? 1 : 0;
    CK_OBJECT_HANDLE half;
    CK_RV rv;

    if (!draw_id(self, error))
        return false;
    public[3].ulValueLen = private[5].ulValueLen = self->id_len;
    if (label != NULL)
    public[4] = private[6] = *label;
    rv = self->module->C_GenerateKeyPair(
        self->session, &mechanism, public, G_N_ELEMENTS(public) - n_without_label, private,
        G_N_ELEMENTS(private) - n_without_label, &half, &self->key);
    return rv == CKR_OK
           || fail(error, G_IO_ERROR_FAILED,
                   "The token %s can't make a key on P-256 (%s); see that it has room and may be "
                   "written, or choose another one.",
                   self->name, p11_kit_strerror(rv));
}

static CameraToken *
open_uri(const char *uri, bool by_person, GError **error)
{
    g_autoptr(CameraToken) self = g_new0(CameraToken, 1);

    self->uri = camera_token_uri_parse(uri, error);
    if (self->uri == NULL)
        return NULL;
    self->name = camera_token_uri_name_token(self->uri);
    return open_session(self, by_person, error) ? g_steal_pointer(&self) : NULL;
}

CameraToken *
camera_token_open(const char *uri, GError **error)
{
    g_autoptr(CameraToken) self = open_uri(uri, false, error);
    CK_ULONG n = 0;

    if (self == NULL || !find_private(self, &n, error))
        return NULL;
    if (n == 0) {
        fail(error, G_IO_ERROR_NOT_FOUND,
             "The token %s does not hold this home's key; plug in the one that does: " GO_ON,
             self->name);
        return NULL;
    }
    return check_private(self, error) && read_point(self, error) ? g_steal_pointer(&self) : NULL;
}

CameraToken *
camera_token_set_up(const char *uri, bool *made, GError **error)
{
    g_autoptr(CameraToken) self = open_uri(uri, true, error);
    CK_ULONG n = 0;

    if (self == NULL || !find_private(self, &n, error) || (n == 0 && !make_pair(self, error))
        || !check_private(self, error) || !read_point(self, error))
        return NULL;
    *made = n == 0;
    return g_steal_pointer(&self);
}

void
camera_token_free(CameraToken *self)
{
    if (self == NULL)
        return;
    if (self->session != CK_INVALID_HANDLE)
        self->module->C_CloseSession(self->session); /* the last one logs out */
    if (self->started)
        p11_kit_module_finalize(self->module);
    if (self->module != NULL)
        p11_kit_module_release(self->module);
    p11_kit_uri_free(self->uri);
    g_free(self->name);
    g_free(self);
}

const char *
camera_token_get_name(const CameraToken *self)
{
    return self->name;
}

const uint8_t *
camera_token_get_point(const CameraToken *self)
{
    return self->point;
}

bool
camera_token_sign(CameraToken *self,
                  const uint8_t digest[CAMERA_TOKEN_DIGEST_LEN],
                  uint8_t signature[CAMERA_TOKEN_SIGNATURE_LEN],
                  GError **error)
{
    CK_MECHANISM mechanism = { CKM_ECDSA, NULL, 0 };
    uint8_t data[CAMERA_TOKEN_DIGEST_LEN]; /* what PKCS #11 does not promise not to write to */
    CK_ULONG len = CAMERA_TOKEN_SIGNATURE_LEN;
    CK_RV rv = self->module->C_SignInit(self->session, &mechanism, self->key);

    memcpy(data, digest, sizeof data);
    if (rv == CKR_OK)
        rv = self->module->C_Sign(self->session, data, sizeof data, signature, &len);
    if (rv == CKR_OK && len != CAMERA_TOKEN_SIGNATURE_LEN)
        rv = CKR_DATA_LEN_RANGE;
    return rv == CKR_OK || fail_call(self, rv, error);
}
