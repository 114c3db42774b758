package io.lifecycle4j.spring;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.springframework.boot.context.properties.bind.Name;

/** The names of the properties. */
public final class Names {
  private Names() {}

  /** Returns the properties of the starter, as users write them. */
  public static List<String> ofProperties() {
    return Arrays.stream(LifecycleProperties.class.getDeclaredConstructors()[0].getParameters())
        .map(
            part -> {
              Name name = part.getAnnotation(Name.class);
              return name == null ? part.getName() : name.value();
            })
        .map(name -> "lifecycle4j." + name.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT))
        .toList();
  }
}
