package dev.weft.jetstream.credentials;

import io.nats.client.AuthHandler;
import io.nats.client.NKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Signs with the NKey seed in a file, read anew at each connect so that it can be rotated. */
public final class NKeyFileAuth implements AuthHandler {

  private final Path file;

  public NKeyFileAuth(Path file) {
    this.file = file;
  }

  @Override
  public byte[] sign(byte[] nonce) {
    return withKey(
        key -> {
          try {
            return key.sign(nonce);
          } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("nkey-file " + file + ": cannot sign with it", e);
          }
        });
  }

  @Override
  public char[] getID() {
    return withKey(
        key -> {
          try {
            return key.getPublicKey();
          } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("nkey-file " + file + ": has no public key", e);
          }
        });
  }

  // A bare NKey comes without a JWT.
  @Override
  @SuppressWarnings("NullAway") // jnats takes null for none, without saying so
  public char @Nullable [] getJWT() {
    return null;
  }

  private <R> R withKey(Function<NKey, R> use) {
    NKey key;
    try {
      key = NKey.fromSeed(Files.readString(file).strip().toCharArray());
    } catch (IOException e) {
      throw new IllegalStateException("nkey-file " + file + ": cannot be read", e);
    } catch (IllegalArgumentException e) {
      // The cause is left out: it may quote the seed.
      throw new IllegalStateException("nkey-file " + file + ": expected an NKey seed (SU…)");
    }
    try {
      return use.apply(key);
    } finally {
      key.clear();
    }
  }
}
