-- The process that writes the market. One that lost the lead to another finds another's name here and stops: the lock
-- alone cannot tell it before its next commit.
alter table market add column writer uuid;
