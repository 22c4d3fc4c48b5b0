"""Routes of this room; they stand on the apex only."""

from django.urls import path

from billing import views
from billing.webhook import webhook

_DESK = "panel/foundations/<int:foundation_id>/billing"

urlpatterns = [
    path("prices", views.prices, name="prices"),
    path("billing/webhook", webhook, name="billing_webhook"),
    path("panel/billing", views.home, name="panel_billing"),
    path(_DESK, views.overview, name="billing"),
    path(f"{_DESK}/plans", views.plans, name="billing_plans"),
    path(f"{_DESK}/plans/<slug:code>", views.plan, name="billing_plan"),
    path(f"{_DESK}/keep", views.keep, name="billing_keep"),
    path(f"{_DESK}/portal", views.portal, name="billing_portal"),
    path(f"{_DESK}/thanks", views.thanks, name="billing_thanks"),
    path(f"{_DESK}/abandoned", views.abandoned, name="billing_abandoned"),
]
