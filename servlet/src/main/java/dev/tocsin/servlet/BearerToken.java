package dev.tocsin.servlet;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tocsin.files.Sha256;
import dev.tocsin.notify.Secret;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Enumeration;
import java.util.regex.Pattern;

/**
 * A secret that callers send as {@code Authorization: Bearer TOKEN} (RFC 6750). Only its digest is
 * kept, and how long a comparison takes tells nothing of it. Immutable.
 */
public final class BearerToken {
  /** Characters that a token has at least. */
  public static final int MIN_CHARS = 16;

  private static final String SCHEME = "Bearer ";

  /** The {@code b64token} of RFC 6750, section 2.1. */
  private static final Pattern SENDABLE = Pattern.compile("[A-Za-z0-9._~+/-]+=*+");

  private final byte[] digest;

  private BearerToken(String token) {
    digest = digestOf(token);
  }

  /**
   * The token that a file holds; line feeds at its end do not belong to it. The file is read once:
   * another token in it counts from the next start on.
   *
   * @throws IOException if there is none of {@value #MIN_CHARS} to {@value Secret#MAX_CHARS}
   *     characters, or if it has others than letters, digits and {@code - . _ ~ + /}, with {@code
   *     =} at its end; one line that names the file and the way out
   */
  public static BearerToken fromFile(Path file) throws IOException {
    String token = Secret.ofFile(file).text();
    if (token.length() < MIN_CHARS) {
      throw new IOException(
          file
              + ": holds "
              + token.length()
              + " characters; put a token of at least "
              + MIN_CHARS
              + " there, as openssl rand -hex 32 makes one");
    }
    if (!SENDABLE.matcher(token).matches()) {
      throw new IOException(
          file
              + ": holds what no Bearer token may have; use letters, digits and -._~+/, as openssl"
              + " rand -hex 32 does");
    }
    return new BearerToken(token);
  }

  /** Whether the request brings this token, in the only Authorization header that it has. */
  public boolean matches(HttpServletRequest request) {
    Enumeration<String> headers = request.getHeaders("Authorization");
    if (headers == null || !headers.hasMoreElements()) {
      return false;
    }
    String header = headers.nextElement();
    if (headers.hasMoreElements()
        || header.length() > SCHEME.length() + Secret.MAX_CHARS
        || !header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())) {
      return false;
    }
    return MessageDigest.isEqual(digest, digestOf(header.substring(SCHEME.length()).strip()));
  }

  /** All have the same length, so that a comparison tells nothing of the token's. */
  private static byte[] digestOf(String token) {
    return Sha256.digest().digest(token.getBytes(UTF_8));
  }

  @Override
  public String toString() {
    return "(token)";
  }
}
