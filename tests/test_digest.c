/* SPDX-License-Identifier: ISC */
#include <criterion/criterion.h>
#include <criterion/new/assert.h>

#include <stdlib.h>
#include <string.h>

#include "core/base/digest.h"

static char *hex_of(const void *data, size_t len)
{
	static char text[2 * DIGEST_BYTES + 1];

	hex_text(text, data, len);
	return text;
}

/* Source: FIPS 180-4, examples */
#define ABC_HEX (char *)"ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
#define EMPTY_HEX (char *)"e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"

Test(digest, parts_count_as_one_text)
{
	unsigned char out[DIGEST_BYTES];
	struct part parts[] = { { "a", 1 }, { NULL, 0 }, { "bc", 2 } };

	digest_of(out, parts, 3);
	cr_expect(eq(str, hex_of(out, sizeof(out)), ABC_HEX));
	digest_of(out, NULL, 0);
	cr_expect(eq(str, hex_of(out, sizeof(out)), EMPTY_HEX));
}

Test(digest, one_made_piece_by_piece_is_the_same)
{
	unsigned char out[DIGEST_BYTES];
	struct digest *d = digest_begin();

	digest_add(d, "ab", 2);
	digest_add(d, "", 0);
	digest_add(d, "c", 1);
	digest_end(d, out);
	cr_expect(eq(str, hex_of(out, sizeof(out)), ABC_HEX));
}

Test(digest, text_is_base64url_and_reads_back)
{
	unsigned char out[DIGEST_BYTES], back[DIGEST_BYTES];
	char text[DIGEST_TEXT];

	digest_of(out, &(struct part){ "abc", 3 }, 1);
	digest_text(text, out);
	cr_expect(eq(str, text, (char *)"ungWv48Bz-pBQUDeXa4iI7ADYaOWF3qctBD_YfIAFa0"));
	cr_assert(eq(long, base64_bytes(back, sizeof(back), text), DIGEST_BYTES));
	cr_expect(eq(int, memcmp(out, back, sizeof(out)), 0));
}

Test(digest, text_that_is_no_base64url_or_too_long_is_refused)
{
	unsigned char back[4];

	cr_expect(eq(long, base64_bytes(back, sizeof(back), ""), 0));
	cr_expect(eq(long, base64_bytes(back, sizeof(back), "Zm9v"), 3));
	cr_expect(eq(long, base64_bytes(back, sizeof(back), "Zm9vYmE"), -1)); /* five bytes */
	cr_expect(eq(long, base64_bytes(back, sizeof(back), "Zm9="), -1));
	cr_expect(eq(long, base64_bytes(back, sizeof(back), "Zm/v"), -1));
	cr_expect(eq(long, base64_bytes(back, sizeof(back), "Zm v"), -1));
}

/* Source: RFC 3720, B.4 */
static const struct {
	unsigned char first;
	int step;
	uint32_t crc;
} vectors[] = {
	{ 0x00, 0, 0x8a9136aa },
	{ 0xff, 0, 0x62a8ab43 },
	{ 0x00, 1, 0x46dd794e },
	{ 0x1f, -1, 0x113fdb5c },
};

Test(crc32c, known_sums_come_out)
{
	for (size_t v = 0; v < sizeof(vectors) / sizeof(*vectors); v++) {
		unsigned char data[32];

		for (int i = 0; i < 32; i++)
			data[i] = (unsigned char)(vectors[v].first + i * vectors[v].step);
		cr_expect(eq(u32, crc32c(0, data, 32), vectors[v].crc));
		cr_expect(eq(u32, crc32c_table(0, data, 32), vectors[v].crc));
	}
	cr_expect(eq(u32, crc32c(0, "123456789", 9), 0xe3069283));
	cr_expect(eq(u32, crc32c(0, NULL, 0), 0));
}

Test(crc32c, any_length_in_any_pieces_gives_what_the_table_gives)
{
	unsigned char data[300];

	random_bytes(data, sizeof(data));
	for (size_t len = 0; len <= sizeof(data); len++) {
		uint32_t want = crc32c_table(0, data, len);

		cr_assert(eq(u32, crc32c(0, data, len), want));
		cr_assert(eq(u32, crc32c(crc32c(0, data, len / 3), data + len / 3, len - len / 3),
			     want));
	}
}

Test(random, two_ids_differ)
{
	unsigned char a[SALT_BYTES], b[SALT_BYTES];
	char text[SALT_TEXT];

	random_bytes(a, sizeof(a));
	random_bytes(b, sizeof(b));
	cr_expect(ne(int, memcmp(a, b, sizeof(a)), 0));
	base64_text(text, sizeof(text), a, sizeof(a));
	cr_expect(eq(sz, strlen(text), SALT_TEXT - 1));
}
