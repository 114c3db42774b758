package io.lifecycle4j;

import io.lifecycle4j.error.NotFoundException;
import io.lifecycle4j.spi.LifecycleProvider;
import java.util.ServiceLoader;

/** Finds the provider of homes of the application: that of the context class loader. */
final class Provider {
  private Provider() {}

  static LifecycleProvider find() {
    return ServiceLoader.load(LifecycleProvider.class)
        .findFirst()
        .orElseThrow(
            () ->
                new NotFoundException(
                    "Cannot open a home: no provider (add io.lifecycle4j:lifecycle-core to the class path)"));
  }
}
