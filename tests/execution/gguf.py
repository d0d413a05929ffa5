"""A language model with random weights, made here: half a megabyte of GGUF that llama.cpp loads and that says nothing sensible.

Its answers are as wrong as answers can be, and yet of the right shape where a server enforces a schema: what a gate has to stand.
"""

import struct
from pathlib import Path

import numpy as np

WIDTH, HEADS, LAYERS, FORWARD, CONTEXT = 64, 4, 1, 64, 32_768
SPECIAL = ("<unk>", "<s>", "</s>")
BYTES = tuple(f"<0x{n:02X}>" for n in range(256))
WORDS = ("use", "fell", "seats", "team", "plan", "report", "forms", "since", "what", "we", "you", "the", "of", "to", "week", "34", "12")
PAIRS = (  # frequent in English: a prompt takes half the tokens
    "▁t th he in er an re on at en nd ti es or te of ed is it al ar st nt ng se ha as ou io le ve co me de hi ri ro ic ne ea ra ce li ch "
    "ll be ma si om ur ▁a ▁s ▁o ▁w ▁i ▁c ▁f ▁b ▁p ▁m ▁n ▁d us us ue va ct _o _i ac lu id ke ey un ob ay ys su ta to wo am"
)
CHARACTERS = [*(chr(n) for n in range(33, 127)), "▁", "▁▁"]
PIECES = tuple(dict.fromkeys([*CHARACTERS, *(f"▁{word}" for word in WORDS), *PAIRS.split()]))
NORMAL, UNKNOWN, CONTROL, BYTE = 1, 2, 3, 6
SPREAD = 0.3
"""Of the weights: so wide that each prompt is answered otherwise."""
U32, F32, BOOL, STRING, ARRAY, I32 = 4, 6, 7, 8, 9, 5
ALIGN = 32


def write_model(path: Path, seed: int) -> Path:
    """A llama of one layer: a second one makes it no wiser and each draft four times slower.

    The first channel is the same for every token and carries a bias that keeps it from bare bytes.
    """
    rng = np.random.default_rng(seed)
    tokens = (*SPECIAL, *BYTES, *PIECES)
    kinds = [UNKNOWN, CONTROL, CONTROL, *[BYTE] * len(BYTES), *[NORMAL] * len(PIECES)]
    bias = np.array([{UNKNOWN: -40.0, CONTROL: -4.0, BYTE: -40.0}.get(kind, 0.0) for kind in kinds])
    bias[tokens.index('"')], bias[tokens.index("\\")] = 3.0, -10.0  # strings come to an end, and hold few escapes
    tensors = _weights(rng, len(tokens), bias)
    values = [
        _string("general.architecture", "llama"), _string("general.name", f"random {seed}"), _number("llama.context_length", CONTEXT),
        _number("llama.embedding_length", WIDTH), _number("llama.block_count", LAYERS), _number("llama.feed_forward_length", FORWARD),
        _number("llama.attention.head_count", HEADS), _number("llama.attention.head_count_kv", HEADS),
        _number("llama.rope.dimension_count", WIDTH // HEADS), _number("llama.vocab_size", len(tokens)),
        _key("llama.attention.layer_norm_rms_epsilon", F32) + struct.pack("<f", 1e-5), _string("tokenizer.ggml.model", "llama"),
        _array("tokenizer.ggml.tokens", STRING, [_text(t) for t in tokens]),
        _array("tokenizer.ggml.scores", F32, [struct.pack("<f", -float(len(tokens) - n)) for n in range(len(tokens))]),
        _array("tokenizer.ggml.token_type", I32, [struct.pack("<i", kind) for kind in kinds]),
        _number("tokenizer.ggml.unknown_token_id", 0), _number("tokenizer.ggml.bos_token_id", 1), _number("tokenizer.ggml.eos_token_id", 2),
        _string("tokenizer.chat_template", TEMPLATE),
    ]  # fmt: skip
    head = b"GGUF" + struct.pack("<IQQ", 3, len(tensors), len(values)) + b"".join(values)
    body, at = b"", 0
    for name, weights in tensors.items():
        shape = weights.shape[::-1]
        head += _text(name) + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, 0, at)
        data = weights.astype("<f4").tobytes()
        body += data + b"\0" * (-len(data) % ALIGN)
        at = len(body)
    path.write_bytes(head + b"\0" * (-len(head) % ALIGN) + body)
    return path


def _weights(rng: np.random.Generator, tokens: int, bias: np.ndarray) -> dict[str, np.ndarray]:
    """Name -> float32 weights, row by output."""

    def some(*shape: int, scale: float = SPREAD) -> np.ndarray:
        return rng.normal(0, scale, shape)

    embedding, output = some(tokens, WIDTH, scale=1.0), some(tokens, WIDTH, scale=0.25)
    embedding[:, 0] = 8.0
    last = np.ones(WIDTH)
    output[:, 0] = bias / 5.1  # what the constant channel is after the norm, about
    made = {"token_embd.weight": embedding, "output_norm.weight": last, "output.weight": output}
    for n in range(LAYERS):
        layer = {
            "attn_norm": np.ones(WIDTH), "attn_q": some(WIDTH, WIDTH), "attn_k": some(WIDTH, WIDTH), "attn_v": some(WIDTH, WIDTH),
            "attn_output": some(WIDTH, WIDTH), "ffn_norm": np.ones(WIDTH), "ffn_gate": some(FORWARD, WIDTH),
            "ffn_up": some(FORWARD, WIDTH), "ffn_down": some(WIDTH, FORWARD),
        }  # fmt: skip
        layer["attn_output"][0], layer["ffn_down"][0] = 0, 0  # nothing is added to the constant channel
        made |= {f"blk.{n}.{name}.weight": weights for name, weights in layer.items()}
    return made


def _text(text: str) -> bytes:
    return struct.pack("<Q", len(text.encode())) + text.encode()


def _key(name: str, kind: int) -> bytes:
    return _text(name) + struct.pack("<I", kind)


def _string(name: str, text: str) -> bytes:
    return _key(name, STRING) + _text(text)


def _number(name: str, number: int) -> bytes:
    return _key(name, U32) + struct.pack("<I", number)


def _array(name: str, kind: int, items: list[bytes]) -> bytes:
    return _key(name, ARRAY) + struct.pack("<IQ", kind, len(items)) + b"".join(items)


TEMPLATE = "{% for message in messages %}{{ message['role'] + ': ' + message['content'] + '\n' }}{% endfor %}assistant: "
