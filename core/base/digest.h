/* SPDX-License-Identifier: ISC */
/*
 * digest - the one door to libsodium: SHA-256, random bytes, base64url; and
 * the CRC-32C that guards each stored value
 */
#ifndef CORE_DIGEST_H
#define CORE_DIGEST_H

#include <stddef.h>
#include <stdint.h>

enum { DIGEST_BYTES = 32, DIGEST_TEXT = 44, SALT_BYTES = 16, SALT_TEXT = 23 }; /* texts with NUL */

struct digest; /* one that is being made */

struct part {
	const void *data;
	size_t len;
};

void digest_of(unsigned char out[DIGEST_BYTES], const struct part *parts, size_t n);
struct digest *digest_begin(void);
void digest_add(struct digest *d, const void *data, size_t len);
void digest_end(struct digest *d, unsigned char out[DIGEST_BYTES]);                /* frees d */
void digest_text(char out[DIGEST_TEXT], const unsigned char digest[DIGEST_BYTES]); /* base64url */
void random_bytes(void *out, size_t len);
void hex_text(char *out, const void *data, size_t len);                /* 2 * len + 1 */
void base64_text(char *out, size_t cap, const void *data, size_t len); /* base64url, no padding */
/* base64_bytes - returns the bytes read, or -1 when s is not base64url or does not fit */
long base64_bytes(void *out, size_t cap, const char *s);
/* crc32c - Castagnoli; start with 0, go on with what came back. Source: RFC 3720, 12.1 */
uint32_t crc32c(uint32_t crc, const void *data, size_t len);
/* crc32c_table - the same without the processor's help; crc32c uses it where there is none */
uint32_t crc32c_table(uint32_t crc, const void *data, size_t len);

#endif
