from django.urls import path

from booking.payments.views import take_message

app_name = "payments"

urlpatterns = [path("<slug:provider>/", take_message, name="hook")]
