package io.lifecycle4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.lifecycle4j.error.LifecycleException;
import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Passes null for each argument of every public constructor, factory and method of a value. */
class NullArgumentsTest {
  /** A call, valid but for one argument. */
  record Call(String name, Executable target, @Nullable Object receiver, List<Object> arguments) {
    void run() throws Throwable {
      try {
        if (target instanceof Constructor<?> constructor) {
          constructor.newInstance(arguments.toArray());
        } else {
          ((Method) target).invoke(receiver, arguments.toArray());
        }
      } catch (InvocationTargetException e) {
        throw Objects.requireNonNull(e.getCause());
      }
    }

    Call with(int index, @Nullable Object bad, String how) {
      List<Object> changed = new ArrayList<>(arguments);
      changed.set(index, bad);
      String parameter = target.getParameters()[index].getName();
      return new Call(name + ", " + parameter + " " + how, target, receiver, changed);
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("callsWithNull")
  void refusesNull(Call call) {
    assertThatThrownBy(call::run, call.toString())
        .isInstanceOf(LifecycleException.class)
        .hasMessageContaining("null");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("callsWithNullInside")
  void refusesNullInside(Call call) {
    assertThatThrownBy(call::run, call.toString())
        .isInstanceOf(LifecycleException.class)
        .hasMessageContaining("null");
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("callsWithDeclaredNull")
  void takesNullWhereItIsDeclared(Call call) {
    assertThatCode(call::run).as(call.toString()).doesNotThrowAnyException();
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("defaultMethodsWithNull")
  void refusesNullInADefaultMethodOrPassesItOn(Call call) {
    assertThatThrownBy(call::run, call.toString())
        .isInstanceOfAny(LifecycleException.class, UnsupportedOperationException.class);
  }

  @Test
  void looksAtEveryKindOfCall() {
    assertThat(calls())
        .extracting(Call::name)
        .hasSizeGreaterThan(100)
        .contains("new Batch", "Sources.csv", "NumberComparison#and", "LifecycleBuilder#clock");
  }

  static Stream<Call> callsWithNull() {
    return bad(
        calls(),
        (call, index) ->
            takesReference(call, index) && !takesNull(call, index)
                ? List.of(call.with(index, null, "null"))
                : List.of());
  }

  static Stream<Call> callsWithDeclaredNull() {
    return bad(
        calls(),
        (call, index) ->
            takesReference(call, index) && takesNull(call, index)
                ? List.of(call.with(index, null, "null"))
                : List.of());
  }

  static Stream<Call> defaultMethodsWithNull() {
    List<Call> calls =
        PublicTypes.all().stream()
            .filter(type -> type.isInterface() && !type.isSealed())
            .flatMap(type -> Arrays.stream(type.getMethods()))
            .filter(Method::isDefault)
            .filter(method -> method.getDeclaringClass().getName().startsWith("io.lifecycle4j"))
            .map(method -> call(method, Samples.of(method.getDeclaringClass())))
            .toList();
    return bad(
        calls,
        (call, index) ->
            takesReference(call, index) ? List.of(call.with(index, null, "null")) : List.of());
  }

  static Stream<Call> callsWithNullInside() {
    // A value keeps a list or map that it is made of; a method that is asked about one only looks.
    return bad(
        calls(),
        (call, index) ->
            call.receiver == null
                ? withNullInside(call, index, call.arguments.get(index))
                : List.of());
  }

  private static List<Call> withNullInside(Call call, int index, Object argument) {
    if (argument instanceof List<?> list) {
      List<Object> changed = new ArrayList<>(list);
      changed.add(null);
      return List.of(call.with(index, changed, "with null"));
    }
    if (argument instanceof Map<?, ?> map) {
      Map<Object, Object> nullKey = new HashMap<>(map);
      nullKey.put(null, map.isEmpty() ? "value" : map.values().iterator().next());
      Map<Object, Object> nullValue = new HashMap<>(map);
      nullValue.put("other", null);
      return List.of(
          call.with(index, nullKey, "with null key"),
          call.with(index, nullValue, "with null value"));
    }
    if (argument instanceof Object[] array) {
      Object changed = Array.newInstance(array.getClass().getComponentType(), 1);
      return List.of(call.with(index, changed, "with null"));
    }
    return List.of();
  }

  private interface Spoiler {
    List<Call> spoil(Call call, int index);
  }

  private static Stream<Call> bad(List<Call> calls, Spoiler spoiler) {
    List<Call> result = new ArrayList<>();
    for (Call call : calls) {
      for (int i = 0; i < call.arguments.size(); i++) {
        result.addAll(spoiler.spoil(call, i));
      }
    }
    return result.stream();
  }

  /** Every call that takes arguments, valid. The guards of the error package are tested there. */
  private static List<Call> calls() {
    return PublicTypes.all().stream()
        .filter(type -> !type.getPackageName().endsWith(".error"))
        .flatMap(type -> Stream.concat(constructors(type), methods(type)))
        .filter(call -> !call.arguments.isEmpty())
        .toList();
  }

  private static Stream<Call> constructors(Class<?> type) {
    if (type.isRecord()) {
      Object sample = Samples.of(type);
      List<Object> parts = new ArrayList<>();
      Arrays.stream(type.getRecordComponents())
          .forEach(component -> parts.add(Samples.component(component, sample)));
      return Stream.of(new Call("new " + name(type), Samples.canonical(type), null, parts));
    }
    return Arrays.stream(type.getConstructors())
        .map(constructor -> call("new " + name(type), constructor, null));
  }

  private static Stream<Call> methods(Class<?> type) {
    boolean value = !type.isInterface() && !type.isEnum();
    return Arrays.stream(type.getMethods())
        .filter(method -> method.getDeclaringClass().getName().startsWith("io.lifecycle4j"))
        .filter(method -> !method.isBridge() && !method.getName().equals("equals"))
        .filter(method -> method.getParameterCount() > 0)
        .filter(method -> Modifier.isStatic(method.getModifiers()) ? !type.isEnum() : value)
        .map(
            method ->
                Modifier.isStatic(method.getModifiers())
                    ? call(name(type) + "." + method.getName(), method, null)
                    : call(method, Samples.of(type)));
  }

  private static Call call(Method method, Object receiver) {
    Class<?> type = receiver instanceof Proxy ? method.getDeclaringClass() : receiver.getClass();
    return call(name(type) + "#" + method.getName(), method, receiver);
  }

  private static Call call(String name, Executable target, @Nullable Object receiver) {
    return new Call(
        name,
        target,
        receiver,
        Arrays.stream(target.getGenericParameterTypes()).map(Samples::of).toList());
  }

  private static boolean takesReference(Call call, int index) {
    return !call.target.getParameterTypes()[index].isPrimitive();
  }

  private static boolean takesNull(Call call, int index) {
    Parameter parameter = call.target.getParameters()[index];
    return parameter.getAnnotatedType().isAnnotationPresent(Nullable.class);
  }

  private static String name(Class<?> type) {
    return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
  }
}
