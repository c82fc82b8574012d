/* For tests under wine only: Windows 10's icuuc.dll without a single converter. Qt asks it for
   code pages other than Unicode's, and does without. */
#define OFFER __declspec(dllexport)
enum { FILE_ACCESS_ERROR = 4 };

OFFER void *ucnv_open(const char *name, int *error) { *error = FILE_ACCESS_ERROR; return 0; }
OFFER void ucnv_close(void *converter) {}
OFFER void UCNV_FROM_U_CALLBACK_SUBSTITUTE(void) {}
OFFER void UCNV_TO_U_CALLBACK_SUBSTITUTE(void) {}
OFFER void ucnv_reset(void *converter) {}
OFFER signed char ucnv_getMaxCharSize(void *converter) { return 1; }
OFFER const char *ucnv_getName(void *converter, int *error) { *error = FILE_ACCESS_ERROR; return 0; }
OFFER void ucnv_getToUCallBack(void *converter, void **action, const void **context) {}
OFFER void ucnv_getFromUCallBack(void *converter, void **action, const void **context) {}
OFFER void ucnv_setToUCallBack(void) {}
OFFER void ucnv_setFromUCallBack(void) {}
OFFER void ucnv_cbToUWriteUChars(void) {}
OFFER void ucnv_cbFromUWriteUChars(void) {}
OFFER void ucnv_toUnicode(void) {}
OFFER void ucnv_fromUnicode(void) {}
OFFER int ucnv_toUCountPending(void *converter, int *error) { return 0; }
OFFER int ucnv_fromUCountPending(void *converter, int *error) { return 0; }
OFFER const char *ucnv_getStandardName(const char *name, const char *standard, int *error) { return 0; }
OFFER const char *ucnv_getAvailableName(int index) { return 0; }
OFFER int ucnv_countAvailable(void) { return 0; }
