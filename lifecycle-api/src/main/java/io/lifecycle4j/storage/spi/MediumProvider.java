package io.lifecycle4j.storage.spi;

import io.lifecycle4j.storage.MediumOption;
import java.net.URI;
import java.util.Set;

/**
 * Opens media of one URI scheme; found by {@link java.util.ServiceLoader}.
 *
 * <p>A jar with a provider for {@code s3} makes {@code Lifecycle.open(URI.create("s3://…"))} work.
 */
public interface MediumProvider {
  /**
   * Returns the scheme.
   *
   * @return the scheme, in lower case, such as {@code file}
   */
  String scheme();

  /**
   * Opens a home with options, and creates it if it is missing, unless it {@linkplain
   * MediumOption#MUST_EXIST must exist} or is opened {@linkplain MediumOption#READ_ONLY read-only}.
   *
   * @param location the location of the home
   * @param options the options; a provider ignores those that do not apply to it, but never {@link
   *     MediumOption#MUST_EXIST} and {@link MediumOption#READ_ONLY}
   * @return the medium
   * @throws io.lifecycle4j.error.NotFoundException if it does not exist, but must exist or is
   *     opened read-only
   * @throws io.lifecycle4j.error.LifecycleException if it cannot be opened; nothing was changed
   */
  Medium open(URI location, Set<MediumOption> options);

  /**
   * Opens a home without options, and creates it if it is missing.
   *
   * @param location the location of the home
   * @return the medium
   * @throws io.lifecycle4j.error.LifecycleException if it cannot be opened; nothing was changed
   */
  default Medium open(URI location) {
    return open(location, Set.of());
  }
}
