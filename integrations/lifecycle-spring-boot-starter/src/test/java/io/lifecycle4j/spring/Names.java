package io.lifecycle4j.spring;

import java.lang.reflect.Parameter;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.boot.context.properties.bind.Name;
import org.springframework.util.ClassUtils;

/** The names of the properties. */
public final class Names {
  private Names() {}

  /** Returns the properties of the starter, as users write them. */
  public static List<String> ofProperties() {
    return parts().map(Names::name).toList();
  }

  /** Returns the type and the default of each property, as its metadata says them. */
  static Map<String, String> withTypesAndDefaults() {
    Map<String, String> all = new TreeMap<>();
    parts().forEach(part -> all.put(name(part), type(part) + " = " + defaultValue(part)));
    return all;
  }

  private static Stream<Parameter> parts() {
    return Arrays.stream(LifecycleProperties.class.getDeclaredConstructors()[0].getParameters());
  }

  private static String name(Parameter part) {
    Name name = part.getAnnotation(Name.class);
    String known = name == null ? part.getName() : name.value();
    return "lifecycle4j." + known.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  private static String type(Parameter part) {
    return part.getType().isPrimitive()
        ? ClassUtils.resolvePrimitiveIfNecessary(part.getType()).getName()
        : part.getParameterizedType().getTypeName();
  }

  private static String defaultValue(Parameter part) {
    DefaultValue known = part.getAnnotation(DefaultValue.class);
    return known == null || known.value().length == 0 ? "none" : known.value()[0];
  }
}
