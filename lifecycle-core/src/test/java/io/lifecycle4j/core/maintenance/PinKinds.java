package io.lifecycle4j.core.maintenance;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** What the journal of pins can hold: each kind has a factory of its name, and no other writes. */
public final class PinKinds {
  private PinKinds() {}

  /** Returns the kinds of entries. */
  public static Set<String> all() {
    return Arrays.stream(PinLine.class.getDeclaredMethods())
        .filter(method -> Modifier.isStatic(method.getModifiers()))
        .filter(method -> method.getReturnType() == PinLine.class)
        .map(Method::getName)
        .collect(Collectors.toSet());
  }
}
