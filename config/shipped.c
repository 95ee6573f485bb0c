/* SPDX-License-Identifier: ISC */
#include "shipped.h"

/* SHIPPED_PACK is the table that packc made from config/packs/cairn (Makefile). */
__asm__(".pushsection .rodata\n"
	".balign 16\n"
	".type cairn_shipped_pack, @object\n"
	".global cairn_shipped_pack\n"
	"cairn_shipped_pack:\n"
	".incbin \"" SHIPPED_PACK "\"\n"
	".global cairn_shipped_pack_end\n"
	"cairn_shipped_pack_end:\n"
	".byte 0\n"
	".size cairn_shipped_pack, . - cairn_shipped_pack\n"
	".popsection\n");

extern const char cairn_shipped_pack[], cairn_shipped_pack_end[];

const void *shipped_table(size_t *len)
{
	*len = (size_t)(cairn_shipped_pack_end - cairn_shipped_pack);
	return cairn_shipped_pack;
}
