package io.lifecycle4j.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassVisitor;
import net.bytebuddy.jar.asm.Handle;
import net.bytebuddy.jar.asm.MethodVisitor;
import net.bytebuddy.jar.asm.Opcodes;
import net.bytebuddy.jar.asm.Type;
import org.junit.jupiter.api.Test;

/**
 * A contract that nothing extends never runs, and nobody notices.
 *
 * <p>Class files are read one by one: to import all of them as the rules of the house do takes ten
 * times as long.
 */
class ContractsTest {
  private static final String OURS = "io/lifecycle4j/";
  private static final Pattern TESTS = Pattern.compile("([^$]+(Test|Properties))[.]class");
  private static final Pattern CONTRACTS =
      Pattern.compile("(io/lifecycle4j/contract/[^/]*Contract(\\$[^/]*)?)[.]class");

  /** A method that is called or referred to. */
  private record Called(String owner, String name, String descriptor) {}

  /** Returns the names of the test classes that match. */
  private static List<String> named(Pattern pattern) throws IOException {
    String location =
        ContractsTest.class.getProtectionDomain().getCodeSource().getLocation().toString();
    Path classes = Path.of(URI.create(location));
    try (Stream<Path> files = Files.walk(classes)) {
      return files
          .map(file -> pattern.matcher(classes.relativize(file).toString()))
          .filter(Matcher::matches)
          .map(name -> name.group(1))
          .toList();
    }
  }

  private static ClassReader read(String name) throws IOException {
    try (InputStream bytes = ClassLoader.getSystemResourceAsStream(name + ".class")) {
      return new ClassReader(Objects.requireNonNull(bytes, name));
    }
  }

  private static Class<?> load(String name) {
    try {
      return Class.forName(name.replace('/', '.'), false, ContractsTest.class.getClassLoader());
    } catch (ClassNotFoundException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void areRun() throws IOException {
    Set<String> run = new HashSet<>();
    for (String test : named(TESTS)) {
      ClassReader type = read(test);
      boolean runs = (type.getAccess() & Opcodes.ACC_ABSTRACT) == 0;
      while (runs && type.getClassName().startsWith(OURS)) {
        run.add(type.getClassName());
        type = read(type.getSuperName());
      }
    }
    List<String> contracts = new ArrayList<>(named(CONTRACTS));
    contracts.removeIf(name -> name.contains("$"));
    assertThat(contracts).hasSizeGreaterThan(20);
    assertThat(run).containsAll(contracts);
  }

  /** A method that no contract calls may do nothing at all in a backend, and nobody notices. */
  @Test
  void callEveryMethodOfTheirInterfaces() throws IOException {
    List<String> contracts = named(CONTRACTS);
    Set<Class<?>> interfaces = interfaces(contracts);
    assertThat(interfaces)
        .extracting(Class::getSimpleName)
        .contains("DatasetStore", "BlobStore", "JournalStore", "ModelRegistry")
        .contains("BlobMaintenance", "JournalMaintenance");
    Set<Called> called = new HashSet<>();
    for (String contract : contracts) {
      read(contract).accept(new Calls(called), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }
    Set<String> forgotten = new TreeSet<>();
    for (Class<?> type : interfaces) {
      Arrays.stream(type.getDeclaredMethods())
          .filter(method -> Modifier.isPublic(method.getModifiers()) && !method.isSynthetic())
          .filter(method -> !Modifier.isStatic(method.getModifiers()))
          .filter(method -> called.stream().noneMatch(call -> isOf(call, method)))
          .forEach(method -> forgotten.add(method.toString()));
    }
    assertThat(forgotten).isEmpty();
  }

  private static boolean isOf(Called call, Method method) {
    return call.name().equals(method.getName())
        && call.descriptor().equals(Type.getMethodDescriptor(method))
        && method.getDeclaringClass().isAssignableFrom(load(call.owner()));
  }

  /** Returns what contracts ask their subclasses to open, with its maintenance. */
  private static Set<Class<?>> interfaces(List<String> contracts) {
    Set<Class<?>> all =
        contracts.stream()
            .flatMap(name -> Arrays.stream(load(name).getDeclaredMethods()))
            .filter(method -> Modifier.isAbstract(method.getModifiers()))
            .map(Method::getReturnType)
            .filter(type -> type.isInterface() && type.getName().startsWith("io.lifecycle4j"))
            .collect(Collectors.toSet());
    List.copyOf(all).stream()
        .flatMap(type -> Arrays.stream(type.getDeclaredMethods()))
        .filter(method -> method.getName().equals("maintenance"))
        .forEach(method -> all.add(method.getReturnType()));
    return all;
  }

  /** Collects the methods that a class calls or refers to. */
  private static final class Calls extends ClassVisitor {
    private final Set<Called> all;

    Calls(Set<Called> all) {
      super(Opcodes.ASM9);
      this.all = all;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      return new MethodVisitor(Opcodes.ASM9) {
        @Override
        public void visitMethodInsn(
            int opcode, String owner, String called, String type, boolean isInterface) {
          all.add(new Called(owner, called, type));
        }

        @Override
        public void visitInvokeDynamicInsn(
            String called, String type, Handle bootstrap, Object... arguments) {
          for (Object argument : arguments) {
            if (argument instanceof Handle handle) {
              all.add(new Called(handle.getOwner(), handle.getName(), handle.getDesc()));
            }
          }
        }
      };
    }
  }
}
