//+------------------------------------------------------------------+
//| Pushes closed M5 candles of this chart's symbol to Breaker.      |
//| Tools > Options > Expert Advisors > Allow WebRequest for the URL |
//+------------------------------------------------------------------+
#property strict
input string BreakerUrl   = "http://127.0.0.1:4380/ingest";
input string BreakerToken = "PASTE-THE-TOKEN-HERE";
// As config/symbols.json names it; brokers often add letters of their own.
input string SymbolName   = "EURUSD";
// Hours that the broker's clock is ahead of UTC: candles carry the broker's time.
input int    BrokerUtcOffsetHours = 2;
input int    HistoryCandles = 1000;

datetime lastPushed = 0;

int OnInit()
{
   EventSetTimer(2);
   return INIT_SUCCEEDED;
}

void OnDeinit(const int reason) { EventKillTimer(); }

void OnTimer()
{
   // Index 0 is the candle that is still open.
   datetime newest = iTime(_Symbol, PERIOD_M5, 1);
   if(newest == 0 || newest == lastPushed) return;
   int missed = lastPushed == 0 ? HistoryCandles : (int)((newest - lastPushed) / 300);
   if(Push(MathMin(missed, HistoryCandles))) lastPushed = newest;
}

bool Push(const int candles)
{
   MqlRates rates[];
   int copied = CopyRates(_Symbol, PERIOD_M5, 1, candles, rates);
   if(copied <= 0) return false;
   string body = StringFormat("{\"symbol\":\"%s\",\"timeframe\":\"M5\",\"candles\":[", SymbolName);
   for(int i = 0; i < copied; i++)
   {
      if(i > 0) body += ",";
      body += StringFormat("{\"time\":%I64d,\"open\":%.5f,\"high\":%.5f,\"low\":%.5f,\"close\":%.5f,\"volume\":%I64d}", (long)rates[i].time - BrokerUtcOffsetHours * 3600, rates[i].open, rates[i].high, rates[i].low, rates[i].close, rates[i].tick_volume);
   }
   body += "]}";
   char data[], answer[];
   string answerHeaders;
   int length = StringToCharArray(body, data, 0, WHOLE_ARRAY, CP_UTF8) - 1;
   ArrayResize(data, length);
   string headers = "Content-Type: application/json\r\nAuthorization: Bearer " + BreakerToken + "\r\n";
   int status = WebRequest("POST", BreakerUrl, headers, 5000, data, answer, answerHeaders);
   if(status == 200) return true;
   Print("Breaker answered ", status, ": ", CharArrayToString(answer));
   // A push is taken whole or not at all: one faulty candle of long ago must not keep out the newer half.
   if(status == 422 && candles > 1) return Push(candles / 2);
   // What was refused for its content would be refused again.
   return status == 422 || status == 400;
}
