"""Public keys in DER, as PEM encodes them.

https://www.rfc-editor.org/rfc/rfc5280#section-4.1.2.7
"""

_SEQUENCE, _BIT_STRING, _INTEGER = 0x30, 0x03, 0x02
_RSA = bytes.fromhex("300d06092a864886f70d0101010500")
_P256 = bytes.fromhex("301306072a8648ce3d020106082a8648ce3d030107")
_RSA_BITS = 2048
_POINT_BYTES = 65
_UNCOMPRESSED = 4


def is_cloudfront_key(der: bytes) -> bool:
    """Return whether a public key is one that CloudFront accepts: RSA with 2,048 bits, or ECDSA on P-256.

    https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/private-content-trusted-signers.html

    Args:
        der: The SubjectPublicKeyInfo in DER.
    """
    try:
        info = _only(der, _SEQUENCE)
        algorithm = next((each for each in (_RSA, _P256) if info.startswith(each)), None)
        if algorithm is None:
            return False
        bits = _only(info[len(algorithm) :], _BIT_STRING)
        if not bits or bits[0] != 0:
            return False
        return _is_rsa_2048(bits[1:]) if algorithm == _RSA else _is_point(bits[1:])
    except (ValueError, IndexError):
        return False


def _is_point(key: bytes) -> bool:
    return len(key) == _POINT_BYTES and key[0] == _UNCOMPRESSED


def _is_rsa_2048(key: bytes) -> bool:
    modulus, rest = _read(_only(key, _SEQUENCE), _INTEGER)
    exponent = _only(rest, _INTEGER)
    return int.from_bytes(modulus, "big").bit_length() == _RSA_BITS and int.from_bytes(exponent, "big") % 2 == 1


def _only(der: bytes, tag: int) -> bytes:
    content, rest = _read(der, tag)
    if rest:
        raise ValueError("more than one value")
    return content


def _read(der: bytes, tag: int) -> tuple[bytes, bytes]:
    """Return the content of the first value, and what comes after it."""
    if der[0] != tag:
        raise ValueError("another type")
    start, length = 2, der[1]
    if length & 0x80:
        start += length & 0x7F
        length = int.from_bytes(der[2:start], "big")
    if len(der) < start + length:
        raise ValueError("cut off")
    return der[start : start + length], der[start + length :]
