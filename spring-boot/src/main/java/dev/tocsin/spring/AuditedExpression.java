package dev.tocsin.spring;

import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.expression.EvaluationContext;
import org.springframework.expression.Expression;
import org.springframework.expression.ParseException;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.VariableReference;
import org.springframework.expression.spel.standard.SpelExpression;
import org.springframework.expression.spel.standard.SpelExpressionParser;

/**
 * One expression of an {@link Audited} method. Immutable and thread-safe.
 *
 * @param name of the fact that it gives
 * @param needsResult whether it can be evaluated only when the method has returned
 */
record AuditedExpression(String name, Expression expression, boolean needsResult) {
  static final String RESULT = "result";

  private static final SpelExpressionParser PARSER = new SpelExpressionParser();

  /**
   * Reads one.
   *
   * @param text of the expression
   * @param variables that there are beside the result
   * @throws IllegalArgumentException if it is none, or names a variable that there is not
   */
  static AuditedExpression parse(String name, String text, Set<String> variables) {
    SpelExpression parsed;
    try {
      parsed = PARSER.parseRaw(text);
    } catch (ParseException e) {
      throw new IllegalArgumentException(
          name + " \"" + text + "\": " + e.getMessage() + "; use an expression as in #id", e);
    }
    boolean needsResult = check(parsed.getAST(), name + " \"" + text + "\": ", variables);
    return new AuditedExpression(name, parsed, needsResult);
  }

  /** Whether the result is used in it. */
  private static boolean check(SpelNode node, String where, Set<String> variables) {
    boolean needsResult = false;
    if (node instanceof VariableReference) {
      String variable = node.toStringAST().substring(1);
      needsResult = variable.equals(RESULT);
      if (needsResult && variables.contains(RESULT)) {
        throw new IllegalArgumentException(
            where
                + "#result is what the method returns, and one of its parameters is named so, too;"
                + " give the parameter another name");
      }
      if (!needsResult
          && !variables.contains(variable)
          && !variable.equals("this")
          && !variable.equals("root")) {
        throw new IllegalArgumentException(
            where
                + "there is no parameter #"
                + variable
                + "; use one of "
                + String.join(", ", variables.stream().sorted().map(each -> "#" + each).toList())
                + " or #result (names need javac's -parameters)");
      }
    }
    for (int i = 0; i < node.getChildCount(); i++) {
      needsResult |= check(node.getChild(i), where, variables);
    }
    return needsResult;
  }

  @Nullable Object valueIn(EvaluationContext context) {
    return expression.getValue(context);
  }
}
