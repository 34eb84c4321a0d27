package dev.rollcall.api.stack;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Nothing is sold here, and that is what these answer: the newest SDKs ask before they show a
/// user's account settings, and show nothing where they are refused.
public final class PaymentRoutes implements RouteGroup {
  @Override
  public void addTo(StackRoutes routes) {
    routes.get("/payments/billing/{customer_type}/{customer_id}", Access.CLIENT, _ -> noCustomer());
    routes.get("/payments/products/{customer_type}/{customer_id}", Access.CLIENT, _ -> nothing());
    routes.get("/payments/invoices/{customer_type}/{customer_id}", Access.CLIENT, _ -> nothing());
  }

  private static StackAnswer noCustomer() {
    Map<String, @Nullable Object> billing = new LinkedHashMap<>();
    billing.put("has_customer", false);
    billing.put("default_payment_method", null);
    return StackAnswer.ok(billing);
  }

  private static StackAnswer nothing() {
    Map<String, Object> page = new LinkedHashMap<>();
    page.put("items", List.of());
    page.put("is_paginated", true);
    page.put("pagination", Collections.<String, @Nullable Object>singletonMap("next_cursor", null));
    return StackAnswer.ok(page);
  }
}
