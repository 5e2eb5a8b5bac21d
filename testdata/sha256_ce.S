// SPDX-License-Identifier: Apache-2.0 OR MIT
//
// SHA-256 over whole blocks with the Crypto Extension, written for this project from FIPS 180-4 and
// the Arm manual, so that a proof can run where no other library is at hand.
//
//     void vambrace_sha256_blocks(uint32_t state[8], const uint8_t *data, size_t num);
//
// Preconditions: `state` is writable for 32 bytes and `data` readable for 64 * num; they do not overlap.
// `num` may be 0, and then nothing is read or written.
//
//     x0       state                        v0, v1    a b c d and e f g h, one working variable a lane
//     x1       next unread byte of data     v8, v9    the hash value H(i-1) the block began with
//     x2       blocks left                  v16-v19   sixteen words of the message schedule
//     x3       the constants K              v20       K + W for four rounds
//     x4       next four words of K         v21       a b c d before four rounds
//
// v8 and v9 are callee-saved in their low halves: this is the price of not reloading H(i-1) from memory.

	.arch	armv8-a+crypto

// Rounds t to t+3 of FIPS 180-4 section 6.2.2, step 3, for the words W_t to W_t+3 in \w.
	.macro	rounds4 w
	ldr	q20, [x4], #16
	add	v20.4s, v20.4s, \w\().4s
	mov	v21.16b, v0.16b			// SHA256H overwrites a b c d, which SHA256H2 needs as they were
	sha256h	q0, q1, v20.4s
	sha256h2 q1, q21, v20.4s
	.endm

// Section 6.2.2, step 1, for t >= 16: \w0, the oldest four words, becomes the newest four.
	.macro	schedule4 w0, w1, w2, w3
	sha256su0 \w0\().4s, \w1\().4s		// W_t-16 + sigma0(W_t-15)
	sha256su1 \w0\().4s, \w2\().4s, \w3\().4s	// + W_t-7 + sigma1(W_t-2)
	.endm

	.text
	.globl	vambrace_sha256_blocks
	.type	vambrace_sha256_blocks, %function
	.p2align 4
vambrace_sha256_blocks:
	cbz	x2, .Lreturn
	stp	d8, d9, [sp, #-16]!
	adrp	x3, .Lk
	add	x3, x3, :lo12:.Lk
	ldr	q0, [x0]
	ldr	q1, [x0, #16]

.Lblock:
	// Section 5.2.1: the block is sixteen words, each with its most significant byte first.
	ld1	{v16.16b-v19.16b}, [x1], #64
	rev32	v16.16b, v16.16b
	rev32	v17.16b, v17.16b
	rev32	v18.16b, v18.16b
	rev32	v19.16b, v19.16b
	mov	x4, x3
	mov	v8.16b, v0.16b			// section 6.2.2, step 2
	mov	v9.16b, v1.16b

	.rept	3				// rounds 0 to 47, each making the words of sixteen rounds on
	rounds4	v16
	schedule4 v16, v17, v18, v19
	rounds4	v17
	schedule4 v17, v18, v19, v16
	rounds4	v18
	schedule4 v18, v19, v16, v17
	rounds4	v19
	schedule4 v19, v16, v17, v18
	.endr

	rounds4	v16				// rounds 48 to 63: no later round needs new words
	rounds4	v17
	rounds4	v18
	rounds4	v19

	add	v0.4s, v0.4s, v8.4s		// section 6.2.2, step 4
	add	v1.4s, v1.4s, v9.4s
	subs	x2, x2, #1
	b.ne	.Lblock

	str	q0, [x0]
	str	q1, [x0, #16]
	ldp	d8, d9, [sp], #16
.Lreturn:
	ret
	.size	vambrace_sha256_blocks, . - vambrace_sha256_blocks

// Section 4.2.2: the fractional parts of the cube roots of the first sixty-four primes.
	.section .rodata, "a", %progbits
	.p2align 4
	.type	.Lk, %object
.Lk:
	.word	0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5
	.word	0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5
	.word	0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3
	.word	0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174
	.word	0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc
	.word	0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da
	.word	0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7
	.word	0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967
	.word	0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13
	.word	0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85
	.word	0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3
	.word	0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070
	.word	0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5
	.word	0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3
	.word	0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208
	.word	0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2
	.size	.Lk, . - .Lk

	.section .note.GNU-stack, "", %progbits
