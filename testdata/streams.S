// SPDX-License-Identifier: Apache-2.0 OR MIT
//
// Small routines for the tests of regions that are written block by block: each copies blocks of sixteen bytes, or fails
// to in one way. `void copy(uint8_t *out, const uint8_t *in, size_t num)`, all the same.

	.include "routine.inc"

// One block a pass.
	routine	copy
	cbz	x2, 2f
1:	ldr	q0, [x1], #16
	str	q0, [x0], #16
	subs	x2, x2, #1
	b.ne	1b
2:	ret
	end	copy

// In halves, the second one first.
	routine	copy_halves
	cbz	x2, 2f
1:	ldp	x3, x4, [x1], #16
	str	x4, [x0, #8]
	str	x3, [x0], #16
	subs	x2, x2, #1
	b.ne	1b
2:	ret
	end	copy_halves

// Backwards.
	routine	copy_backwards
	cbz	x2, 2f
1:	sub	x2, x2, #1
	lsl	x3, x2, #4
	ldr	q0, [x1, x3]
	str	q0, [x0, x3]
	cbnz	x2, 1b
2:	ret
	end	copy_backwards

// Turns all bits in place; the blocks come from where they go.
	routine	invert
	cbz	x2, 2f
1:	ldr	q0, [x0]
	mvn	v0.16b, v0.16b
	str	q0, [x0], #16
	subs	x2, x2, #1
	b.ne	1b
2:	ret
	end	invert

// The same, and the next block is read again after its store: it must be the inverted one.
	routine	invert_and_read
	cbz	x2, 2f
1:	ldr	q0, [x0]
	mvn	v0.16b, v0.16b
	str	q0, [x0]
	ldr	q1, [x0], #16
	subs	x2, x2, #1
	b.ne	1b
2:	ret
	end	invert_and_read

// Writes one block more than there are.
	routine	one_too_many
1:	ldr	q0, [x1]
	str	q0, [x0], #16
	subs	x2, x2, #1
	b.hs	1b
	ret
	end	one_too_many

// Leaves the last block out.
	routine	one_too_few
	subs	x2, x2, #1
	b.ls	2f
1:	ldr	q0, [x1], #16
	str	q0, [x0], #16
	subs	x2, x2, #1
	b.ne	1b
2:	ret
	end	one_too_few

// Spoils the block before when it writes one.
	routine	spoils
	cbz	x2, 2f
1:	ldr	q0, [x1], #16
	str	q0, [x0], #16
	strb	wzr, [x0, #-16]
	subs	x2, x2, #1
	b.ne	1b
2:	ret
	end	spoils

// Writes all, then spoils the first block.
	routine	spoils_the_first
	cbz	x2, 2f
	mov	x3, x0
1:	ldr	q0, [x1], #16
	str	q0, [x0], #16
	subs	x2, x2, #1
	b.ne	1b
	strb	wzr, [x3]
2:	ret
	end	spoils_the_first

// Writes across two blocks.
	routine	across
	cbz	x2, 2f
1:	ldr	q0, [x1], #16
	str	d0, [x0]
	stur	q0, [x0, #8]
	add	x0, x0, #16
	subs	x2, x2, #1
	b.ne	1b
2:	ret
	end	across

// Reads a block that may have been written: the one whose number is in X3.
	routine	reads_any
	cbz	x2, 2f
	ldr	q0, [x1]
	str	q0, [x0]
	add	x3, x0, x3, lsl #4
	ldr	q0, [x3]
2:	ret
	end	reads_any

// Blocks, and the X3 bytes behind them, of which there are fewer than in a block.
	routine	copy_all
	cbz	x2, 2f
1:	ldr	q0, [x1], #16
	str	q0, [x0], #16
	subs	x2, x2, #1
	b.ne	1b
2:	cbz	x3, 4f
3:	sub	x3, x3, #1
	ldrb	w4, [x1, x3]
	strb	w4, [x0, x3]
	cbnz	x3, 3b
4:	ret
	end	copy_all

// The same with a byte too many.
	routine	copy_too_much
	cbz	x2, 2f
1:	ldr	q0, [x1], #16
	str	q0, [x0], #16
	subs	x2, x2, #1
	b.ne	1b
2:	ldrb	w4, [x1, x3]
	strb	w4, [x0, x3]
	ret
	end	copy_too_much
