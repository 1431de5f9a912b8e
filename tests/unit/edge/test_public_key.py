import base64

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from strongroom.core import InputError
from strongroom.edge import KeyGroup
from strongroom.edge._public_key import is_cloudfront_key

EC = ec.generate_private_key(ec.SECP256R1()).public_key()
ACCEPTED = [EC, rsa.generate_private_key(65537, 2048).public_key(), rsa.generate_private_key(3, 2048).public_key()]
REFUSED = [
    rsa.generate_private_key(65537, 1024).public_key(),  # noqa: S505 a key that is refused
    rsa.generate_private_key(65537, 3072).public_key(),
    ec.generate_private_key(ec.SECP384R1()).public_key(),
    ec.generate_private_key(ec.SECP256K1()).public_key(),
    ed25519.Ed25519PrivateKey.generate().public_key(),
]


def pem(key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey | ed25519.Ed25519PublicKey) -> str:
    return key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


@pytest.mark.parametrize("key", ACCEPTED)
def test_keys_that_cloudfront_accepts_are_accepted(key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey) -> None:
    assert KeyGroup(public_keys={"signer": pem(key)}).public_keys == {"signer": pem(key)}


@pytest.mark.parametrize("key", REFUSED)
def test_other_keys_are_refused(key: ec.EllipticCurvePublicKey | rsa.RSAPublicKey | ed25519.Ed25519PublicKey) -> None:
    with pytest.raises(InputError, match=r"public_keys\.signer: must be the public key of an RSA key of 2,048 bits"):
        KeyGroup(public_keys={"signer": pem(key)})


@given(st.binary(max_size=120))
def test_other_bytes_are_no_keys(der: bytes) -> None:
    assert not is_cloudfront_key(der)


@given(st.integers(0, 90))
def test_part_of_a_key_is_no_key(size: int) -> None:
    assert not is_cloudfront_key(EC.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)[:size])


def test_text_that_only_looks_like_pem_is_refused() -> None:
    body = base64.b64encode(b"not a key").decode()
    with pytest.raises(InputError, match="RSA key of 2,048 bits"):
        KeyGroup(public_keys={"signer": f"-----BEGIN PUBLIC KEY-----\n{body}\n-----END PUBLIC KEY-----"})
