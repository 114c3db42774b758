package io.lifecycle4j.contract.properties;

import io.lifecycle4j.contract.Volume;
import net.jqwik.api.Tag;
import net.jqwik.api.lifecycle.AroundPropertyHook;
import net.jqwik.api.lifecycle.PropagationMode;
import net.jqwik.api.lifecycle.PropertyAttributes;
import net.jqwik.api.lifecycle.PropertyExecutionResult;
import net.jqwik.api.lifecycle.PropertyExecutor;
import net.jqwik.api.lifecycle.PropertyLifecycleContext;

/**
 * Gives every property a fixed seed, so that a build fails of a change and not by chance; with
 * {@code -Pdeep} seeds are random. {@code -Dtries=25} runs 25 times as many tries. Properties of a
 * class with the tag of {@link Volume} try all only with {@code -Pci} and {@code -Pdeep}, and a
 * quarter otherwise.
 *
 * <p>A service that jqwik finds: no property asks for it.
 */
public final class PropertySeeds implements AroundPropertyHook {
  /** What every property begins with. */
  public static final String SEED = "20260102";

  private static final int JQWIK_DEFAULT_TRIES = 1000;
  private static final int PART = 4;

  @Override
  public PropagationMode propagateTo() {
    return PropagationMode.ALL_DESCENDANTS;
  }

  @Override
  public PropertyExecutionResult aroundProperty(
      PropertyLifecycleContext context, PropertyExecutor property) {
    PropertyAttributes attributes = context.attributes();
    if (attributes.seed().isEmpty() && !Boolean.getBoolean("deep")) {
      attributes.setSeed(SEED);
    }
    int tries = attributes.tries().orElse(JQWIK_DEFAULT_TRIES);
    if (tries > 1) { // an example is one try
      int part = Volume.isLarger() || !hasVolume(context.containerClass()) ? 1 : PART;
      attributes.setTries(Math.max(1, tries / part) * Integer.getInteger("tries", 1));
    }
    return property.execute();
  }

  private static boolean hasVolume(Class<?> properties) {
    Tag tag = properties.getAnnotation(Tag.class);
    return tag != null && tag.value().equals(Volume.TAG);
  }
}
