package dev.weft.jetstream.credentials;

import java.io.IOException;
import java.security.PrivateKey;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECNamedCurves;

/** Writes keys in the forms that openssl wrote before PKCS#8, by another implementation of them. */
final class OlderKeyForms {

  private OlderKeyForms() {}

  /** As PKCS#1, or as SEC1 which names its curve. */
  static byte[] of(String algorithm, PrivateKey key) throws IOException {
    var info = PrivateKeyInfo.getInstance(key.getEncoded());
    if (algorithm.equals("RSA")) {
      return info.parsePrivateKey().toASN1Primitive().getEncoded();
    }
    var curve = ASN1ObjectIdentifier.getInstance(info.getPrivateKeyAlgorithm().getParameters());
    int bits = SECNamedCurves.getByOID(curve).getN().bitLength();
    var bare = ECPrivateKey.getInstance(info.parsePrivateKey());
    return new ECPrivateKey(bits, bare.getKey(), curve).getEncoded();
  }
}
